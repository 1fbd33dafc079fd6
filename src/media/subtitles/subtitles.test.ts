import { expect, test } from 'vitest'
import { captionsOf, timed } from './captions.ts'
import { captionsFor, drawSubtitle, drawTitle } from './lettering.ts'
import { plain, tokensOf } from './tokens.ts'
import { webVtt } from './webvtt.ts'

/** A wide sign is one unit, a Latin letter half of one. */
const measure = (text: string) => Array.from(text).reduce((sum, sign) => sum + (/[\p{Script=Han}，。！？、；：「」“”《》]/u.test(sign) ? 1 : 0.5), 0)
const lines = (text: string, width: number) => captionsOf(text, measure, width).map((caption) => caption.lines)

test('English breaks between words, after clauses where it can, and never leaves an article at a line’s end', () => {
  const text = 'Every morning, before the city wakes, a small roastery on the corner fills the street with the smell of something warm. It isn’t magic; it’s patience, a thermometer, and a man called Mr. Lin who never rushes.'
  const cut = lines(text, 24)
  expect(cut.flat().join(' ')).toBe(text.replaceAll('’', "'"))
  expect(cut.every((caption) => caption.length <= 2 && caption.every((line) => measure(line) <= 24))).toBe(true)
  expect(cut.flat().filter((line) => /\b(a|the|of|and|with)$/.test(line))).toEqual([])
  expect(cut.map((caption) => caption.at(-1)!.at(-1))).toEqual([',', '.', '.'])
})

test('Chinese breaks between words, no line begins with a mark, and a line’s last comma is left off', () => {
  const text = '清晨五点，城市还在沉睡，街角那家小小的咖啡烘焙店已经亮起了灯。“这不是魔法，”他说，“而是耐心、温度，以及一位从不着急的师傅。”你愿意花十分钟，等一杯好咖啡吗？'
  const cut = lines(text, 16)
  const all = cut.flat()
  expect(all.join('').replace(/[，。、“”]/gu, '')).toBe(text.replace(/[，。、“”]/gu, ''))
  expect(all.filter((line) => /^[，。、；：！？”）》]/u.test(line) || /[，。、；：（《“]$/u.test(line))).toEqual([])
  expect(all.every((line) => measure(line) <= 16)).toBe(true)
  // a measure word stays with its noun, and the question keeps its mark
  expect(all.some((line) => line.endsWith('那'))).toBe(false)
  expect(all.at(-1)).toMatch(/？$/u)
})

test('mixed scripts, addresses without a space, right-to-left and emoji all come out in lines that fit', () => {
  expect(lines('用 OpenAI 的 API 三分钟做出一个 AI 助手？当然可以，而且只要 99 元。', 16).flat().every((line) => !/^(分钟|元)/.test(line))).toBe(true)
  for (const text of [`https://example.com/${'very-long-'.repeat(12)}`, 'مرحبا بالعالم هذا نص طويل جدا يجب ان ينكسر في مكان ما', '神'.repeat(300), 'a'.repeat(300)])
    for (const line of lines(text, 16).flat()) expect(measure(line)).toBeLessThanOrEqual(16)
  expect(plain('It isn’t ‘so’')).toBe("It isn't ‘so’")
  expect(plain('Go 👩‍🚀🚀 now\n\t ❤️ ™')).toBe('Go now ™')
  expect(lines('🚀🚀', 16)).toEqual([])
  expect(tokensOf('')).toEqual([])
})

test('captions share the time by what is said in them', () => {
  const cues = timed(captionsOf('One. Two words here, and then some more of them to say. Three.', measure, 12), 2, 8)
  expect(cues[0]!.startS).toBe(2)
  expect(cues.at(-1)!.endS).toBeCloseTo(8)
  cues.slice(1).forEach((cue, i) => expect(cue.startS).toBeCloseTo(cues[i]!.endS))
  const longest = cues.reduce((a, b) => (b.lines.join('').length > a.lines.join('').length ? b : a))
  expect(longest.endS - longest.startS).toBeGreaterThan(cues[0]!.endS - cues[0]!.startS)
})

// SPEC: S3.1
test('WebVTT: times to the millisecond, markup escaped', () => {
  expect(webVtt([{ startS: 0, endS: 1.5, lines: ['a < b & c', '你好'] }, { startS: 3661.0004, endS: 3662, lines: ['--> x'] }])).toBe(
    'WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.500\na &lt; b &amp; c\n你好\n\n2\n01:01:01.000 --> 01:01:02.000\n--&gt; x\n',
  )
  expect(webVtt([])).toBe('WEBVTT\n\n')
})

// SPEC: L3
test.each([[1280, 720], [720, 1280], [960, 960], [320, 180]])('lettering stays inside a frame of %i x %i, and Chinese is drawn as Chinese', (width, height) => {
  const size = { width, height }
  const text = '清晨五点，城市还在沉睡，街角那家小小的咖啡烘焙店已经亮起了灯。Before the sun is up, somebody is at work already.'
  for (const { lines: shown } of captionsFor(text, size))
    for (const style of ['outline', 'box'] as const) {
      const decal = drawSubtitle(shown, size, style)
      const ink = inkOf(decal)
      expect(decal.x + ink.left).toBeGreaterThan(width * 0.03)
      expect(decal.x + ink.right).toBeLessThan(width * 0.97)
      expect(decal.y + ink.bottom).toBeLessThan(height * 0.985)
    }
  const title = drawTitle('一个比较长的标题也要放得下 and some words', size, 'opening')!
  expect(title.x + inkOf(title).left).toBeGreaterThanOrEqual(0)
  expect(title.x + inkOf(title).right).toBeLessThan(width)
  expect(drawTitle(' 🚀 ', size, 'heading')).toBeNull()
  // a missing glyph is the same box for every sign
  const [one, other] = ['清', '晨'].map((sign) => drawSubtitle([sign], size, 'outline').alpha)
  expect(Buffer.compare(one!, other!)).not.toBe(0)
})

/** The corners of what can be seen of it. */
function inkOf({ alpha, width, height }: { alpha: Uint8Array; width: number; height: number }) {
  let left = width, right = 0, bottom = 0
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++)
    if (alpha[i]! > 60) [left, right, bottom] = [Math.min(left, x), Math.max(right, x), y]
  return { left, right, bottom }
}
