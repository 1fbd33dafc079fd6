import { expect, test } from 'vitest'
import { randomFrom } from '../paint/random.ts'
import { pathOf } from './camera.ts'
import { type Effect, type Move, readShot } from './shot.ts'

test.each<[Move, string[]]>([
  ['push-in', ['Camera slowly pushes in on the fox', 'slow push-in', 'dolly in', 'the camera moves closer', '镜头缓缓推近', '慢推镜头', '推向灯塔']],
  ['pull-back', ['camera pulls back slowly', 'pull out to reveal', '镜头缓缓拉远', '拉开，露出全景']],
  ['zoom-in', ['slow zoom in', 'zooms in']],
  ['pan-left', ['Camera pans slowly to the left', 'pan left', 'tracking left', '镜头左移', '向左摇']],
  ['pan-right', ['camera drifts slowly to the right', 'truck right', '镜头缓缓右移', 'the camera follows him', '平移']],
  ['tilt-up', ['camera tilts up slowly', '镜头缓缓上摇']],
  ['tilt-down', ['tilt down', '镜头下移']],
  ['crane-up', ['crane up over the roofs', 'Camera rises slowly', '镜头缓缓升起']],
  ['orbit-right', ['camera orbits gently around it', '镜头环绕着他']],
  ['orbit-left', ['orbits to the left', '镜头向左环绕']],
  ['dolly-zoom', ['a dolly zoom', '希区柯克变焦']],
  ['still', ['static shot', 'locked-off camera', '固定镜头']],
])('%s is understood in both languages', (move, texts) => {
  for (const text of texts) expect([text, readShot(text).moves]).toEqual([text, [[move]]])
})

test('moves one after another, together, fast and by hand', () => {
  expect(readShot('push in, then pan left').moves).toEqual([['push-in'], ['pan-left']])
  expect(readShot('先推近，然后上摇，最后拉远').moves).toEqual([['push-in'], ['tilt-up'], ['pull-back']])
  expect(readShot('pulls back and tilts up').moves).toEqual([['pull-back', 'tilt-up']])
  expect(readShot('handheld, quick push in')).toMatchObject({ handheld: true, speed: 1.7 })
  expect(readShot('手持镜头，缓缓推近')).toMatchObject({ handheld: true, speed: 0.62 })
  expect(readShot('a quiet harbour').moves).toEqual([])
})

test.each<[Effect, string, string]>([
  ['snow', 'snow falls on the village', '村庄里下雪'],
  ['rain', 'a street in the rain', '雨中的街道'],
  ['fog', 'misty forest', '大雾中的森林'],
  ['sparks', 'campfire sparks', '篝火的火星'],
  ['rays', 'sun rays through the trees', '阳光洒进树林'],
  ['flicker', 'candle light', '烛光摇曳'],
  ['leaves', 'falling leaves in autumn', '秋天的落叶'],
  ['bubbles', 'deep under the sea', '海底世界'],
  ['waves', 'a boat on the lake', '湖上的小船'],
])('%s moves in the picture', (effect, english, chinese) => {
  for (const text of [english, chinese]) expect([text, readShot(text).effects.includes(effect)]).toEqual([text, true])
})

test('nothing is in the air that the text denies', () => expect(readShot('a forest without snow').effects).not.toContain('snow'))

test('a path is smooth and stays within the reach it names, whatever moves are asked for', () => {
  for (const text of ['push in', 'fast pan left then fast tilt up', 'orbit', 'dolly zoom', 'handheld pan right', '快速拉远', 'static', ''])
    for (const seconds of [0.5, 5, 30]) {
      const path = pathOf(readShot(text), seconds, { x: 0.1, y: 0.8 }, randomFrom(7))
      let before = path.at(0)
      for (let i = 1; i <= 200; i++) {
        const here = path.at(i / 200)
        expect(Math.abs(here.x - before.x) + Math.abs(here.y - before.y)).toBeLessThan(0.02)
        expect(Math.abs(here.x) + Math.abs(here.slideX) / 2).toBeLessThanOrEqual(path.reach.x + 0.06)
        expect(here.zoom).toBeGreaterThanOrEqual(path.reach.zoomMin - 1e-9)
        before = here
      }
    }
})
