import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { spread } from '../../media/spread.ts'
import { writeText } from '../../providers/local/writer/writer.ts'
import { type Brief, briefSchema, readScript, scriptJsonSchema, scriptRequest, scriptSchema, withDurations } from './script.ts'

const brief = (more: Partial<Brief> = {}): Brief => briefSchema.parse({ topic: 'foxes', seconds: 30, aspect: '16:9', language: 'en', ...more })
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ')
const sum = (scenes: readonly { seconds: number }[]) => scenes.reduce((total, scene) => total + Math.round(scene.seconds * 100), 0) / 100

test('the JSON Schema asks for exactly what the reader takes', () => {
  const wanted = z.toJSONSchema(scriptSchema) as { properties: Record<string, { items?: { properties: object } }> }
  const { schema } = scriptJsonSchema
  expect(Object.keys(schema.properties)).toEqual(Object.keys(wanted.properties))
  expect(Object.keys(schema.properties.scenes.items.properties)).toEqual(Object.keys(wanted.properties.scenes!.items!.properties))
  // strict structured output: everything named is required, nothing else allowed
  expect([...schema.required]).toEqual(Object.keys(schema.properties))
  expect([...schema.properties.scenes.items.required]).toEqual(Object.keys(schema.properties.scenes.items.properties))
})

test.each(['en', 'zh'] as const)('the local writer answers the request (%s)', (language) => {
  const asked = brief({ topic: language === 'en' ? 'foxes' : '狐狸', language, seconds: 45 })
  const request = scriptRequest(asked, 3)
  expect(request.system).toContain('45 seconds')
  const read = readScript(writeText(request), asked)
  if (read.type !== 'script') throw new Error(read.reason.code)
  expect(scriptSchema.parse(read.script)).toEqual(read.script)
  expect(sum(read.script.scenes)).toBe(45)
  // already right: nothing to mend
  expect(read.script).toEqual(JSON.parse(writeText(request)))
})

test('what a model answers is mended: words around it, durations that do not add up, missing titles and shots', () => {
  const answer = 'Sure! Here it is:\n```json\n' + JSON.stringify({ scenes: [{ narration: ` ${words(12)}\n `, seconds: '4', shot: 'a fox' }, { narration: words(14), seconds: null }, { narration: '' }, { narration: words(6), seconds: 2, title: 'End', extra: 1 }] }) + '\n```'
  const read = readScript(answer, brief())
  if (read.type !== 'script') throw new Error(read.reason.code)
  expect(read.script.title).toBe('foxes')
  expect(read.script.scenes.map((scene) => [scene.title, scene.shot.slice(0, 5)])).toEqual([['', 'a fox'], ['', 'word0'], ['End', 'word0']])
  expect(sum(read.script.scenes)).toBe(30)
  expect(read.script.scenes[1]!.seconds).toBeGreaterThan(read.script.scenes[2]!.seconds)
})

test('sound durations of the writer are kept in proportion; a scene that is too short for its words gets more', () => {
  const scene = (count: number, seconds: number) => ({ title: '', narration: words(count), shot: 'x', seconds })
  expect(withDurations({ title: 't', scenes: [scene(5, 10), scene(5, 20)] }, { seconds: 15, language: 'en' }).scenes.map((s) => s.seconds)).toEqual([5, 10])
  const [first, second] = withDurations({ title: 't', scenes: [scene(20, 2), scene(3, 18)] }, { seconds: 20, language: 'en' }).scenes
  expect(first!.seconds).toBeGreaterThan(6)
  expect(first!.seconds + second!.seconds).toBeCloseTo(20, 9)
})

test('what cannot be mended is refused, with the reason', () => {
  const reason = (answer: unknown, more: Partial<Brief> = {}) => {
    const read = readScript(typeof answer === 'string' ? answer : JSON.stringify(answer), brief(more))
    return read.type === 'refused' ? read.reason : null
  }
  expect(reason('I cannot help with that.')).toEqual({ code: 'not_a_script' })
  expect(reason({ scenes: 'none' })).toEqual({ code: 'not_a_script' })
  expect(reason({ scenes: [{ narration: ' ' }] })).toEqual({ code: 'empty' })
  expect(reason({ scenes: Array.from({ length: 61 }, () => ({ narration: 'a' })) })).toEqual({ code: 'too_many_scenes', max: 60 })
  expect(reason({ scenes: [{ narration: words(20) }] }, { language: 'zh' })).toEqual({ code: 'wrong_language' })
  expect(reason({ scenes: [{ narration: '清晨五点，城市还在沉睡，街角那家小店已经亮起了灯。' }] })).toEqual({ code: 'wrong_language' })
  expect(reason({ scenes: [{ narration: words(150) }] })).toEqual({ code: 'too_long', neededSeconds: 66, seconds: 30 })
})

test('spread: any weights, any length to a hundredth, add up exactly', () =>
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 300_00 }), (weights, hundredths) => {
      const total = Math.max(hundredths, weights.length * 10) / 100
      const parts = spread(weights, total)
      expect(parts.reduce((a, b) => a + Math.round(b * 100), 0)).toBe(Math.round(total * 100))
      expect(Math.min(...parts)).toBeGreaterThan(0)
    }),
  ))
