import { describe, expect, it } from 'vitest'
import { readPrompt } from './parse.ts'
import type { Scene } from './scene.ts'

const scene = (prompt: string) => readPrompt(prompt).scene
const nothing: Scene = { subject: null, companion: null, count: 1, colour: null, accents: [], palette: null, time: null, weather: [], place: null, style: null, size: null, pose: null }

describe('readPrompt', () => {
  it.each<[string, Partial<Scene>]>([
    ['a red fox in the snowy forest at night, watercolor', { subject: 'fox', colour: 'red', weather: ['snow'], place: 'forest', time: 'night', style: 'watercolor' }],
    ['three black cats in a room', { subject: 'cat', colour: 'black', count: 3, place: 'room' }],
    ['a lighthouse by the sea at sunset', { subject: 'lighthouse', place: 'sea', time: 'sunset' }],
    ['an astronaut riding a horse on the moon', { subject: 'astronaut', companion: 'horse', place: 'moon', pose: 'riding' }],
    ['a boat on a mountain lake', { subject: 'boat', place: 'lake' }],
    ['wolves', { subject: 'wolf', count: 3 }],
    ['a cat under a purple sky', { subject: 'cat', accents: ['purple'] }],
    ['low-poly dragon', { subject: 'dragon', style: 'lowpoly' }],
    ['🦊 ❄', { subject: 'fox' }],
  ])('%s', (prompt, expected) => expect(scene(prompt)).toEqual({ ...nothing, ...expected }))

  it.each([
    ['a red fox in the snowy forest at night, watercolor', '雪夜森林里的一只红色狐狸，水彩画'],
    ['three black cats in a room', '三只黑色的猫在房间里'],
    ['a blue whale', '一只蓝色的鲸鱼'],
    ['lighthouse, sea, sunset, oil painting', '海边日落灯塔油画'.replace('海边', '海上')],
    ['a rocket in space', '太空中的火箭'],
    ['a castle in the mountains at dawn, pixel art', '黎明群山中的城堡，像素画'],
  ])('says the same in Chinese: %s', (english, chinese) => expect(scene(chinese)).toEqual(scene(english)))

  it('leaves out what is denied', () => {
    expect(scene('a forest without snow, no people').weather).toEqual([])
    expect(scene('没有人的海滩')).toMatchObject({ subject: null, place: 'beach' })
  })

  it('sets unknown words aside', () => {
    expect(readPrompt('a glimmerwock near zorblax')).toEqual({ scene: nothing, unknown: ['glimmerwock', 'zorblax'] })
  })

  it.each(['', ' ', '🧿🫧👩‍👩‍👧‍👦', 'قطة جميلة في الليل', '\u0000\ud800', 'noon'.repeat(500), '龘'.repeat(2000), ',,,。。。', 'constructor __proto__ toString'])('survives %j', (prompt) => {
    expect(scene(prompt).count).toBe(1)
  })
})
