import { expect, test } from 'vitest'
import { spokenSeconds, spokenUnits } from '../../../media/speech-rate.ts'
import { readShot } from '../clip/shot.ts'
import { readPrompt } from '../prompt/parse.ts'
import { type Brief, TONES } from './types.ts'
import { english } from './en/index.ts'
import { chinese } from './zh/index.ts'
import { writeScript } from './write.ts'
import { writeText } from './writer.ts'

const brief = (more: Partial<Brief> = {}): Brief => ({ topic: 'pour-over coffee', audience: '', tone: 'warm', seconds: 30, aspect: '16:9', language: 'en', ...more })
const spoken = (b: Brief, seed = 1) => writeScript(b, seed).scenes.map((scene) => scene.narration).join(' ')

const topics = { en: ['coffee', 'a trip to Iceland', 'red foxes', 'my cat', 'black holes', 'marathon training', 'the Silk Road', 'ocean plastic', 'robots', 'remote teams', 'learning English', 'jazz', 'umbrellas', 'xqzt'], zh: ['咖啡', '冰岛旅行', '狐狸', '我家的猫', '黑洞', '马拉松', '丝绸之路', '海洋塑料', '机器人', '远程团队', '学英语', '爵士乐', '雨伞', '龘'] }
const briefs = (['en', 'zh'] as const).flatMap((language) => topics[language].flatMap((topic, i) => [5, 15, 30, 60, 120, 300].map((seconds) => brief({ topic, language, seconds, tone: TONES[(i + seconds) % TONES.length]!, audience: language === 'en' ? ['', 'busy parents', 'engineers', 'kids aged 6-10'][i % 4]! : ['', '上班族', '退休老人', '小学生'][i % 4]! }))))

// SPEC: L4
test('durations add up to the length asked, scenes take four to eight seconds, and their words fit', () => {
  for (const b of briefs) {
    const { scenes, title } = writeScript(b, 1)
    const about = `${b.language} ${b.topic} ${b.seconds}`
    expect([about, Math.round(scenes.reduce((sum, scene) => sum + scene.seconds * 100, 0))]).toEqual([about, b.seconds * 100])
    expect(title).not.toBe('')
    expect([about, scenes.length >= Math.ceil(b.seconds / 8) && scenes.length <= Math.max(1, Math.floor(b.seconds / 4))]).toEqual([about, true])
    for (const scene of scenes) expect([about, scene.narration, spokenSeconds(scene.narration, b.language) <= scene.seconds * (b.seconds < 10 ? 1.25 : 1.05)]).toEqual([about, scene.narration, true])
    const pace = scenes.reduce((sum, scene) => sum + spokenUnits(scene.narration, b.language), 0) / b.seconds
    const usual = b.language === 'en' ? 2.3 : 4.2
    expect([about, pace, b.seconds < 15 || (pace > usual * 0.7 && pace < usual * 1.08)]).toEqual([about, pace, true])
    expect([about, new Set(scenes.map((scene) => scene.narration)).size]).toEqual([about, scenes.length])
    for (const scene of scenes) expect(scene.narration + scene.shot + scene.title).not.toMatch(/[{}|~]|undefined|\.\.|。。|，，/)
  }
})

test('the same brief and seed give the same script, another seed another; a given number of scenes is kept', () => {
  expect(writeScript(brief(), 3)).toEqual(writeScript(brief(), 3))
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => spoken(brief(), seed))).size).toBeGreaterThan(4)
  for (const language of ['en', 'zh'] as const)
    for (const scenes of [1, 2, 3, 4, 5, 8, 12]) {
      const written = writeScript(brief({ language, topic: topics[language][0]!, scenes, seconds: 40 }), 1).scenes
      expect(written).toHaveLength(scenes)
      for (const scene of written) expect(spokenUnits(scene.narration, language) / scene.seconds).toBeLessThan(language === 'en' ? 3 : 5.4)
    }
})

// SPEC: L4
test('the brief is followed: its topic is named, its audience is addressed, its tone is heard', () => {
  for (const language of ['en', 'zh'] as const)
    for (const topic of topics[language]) {
      const { title, scenes } = writeScript(brief({ topic, language }), 1)
      const text = scenes.map((scene) => scene.narration).join(' ').toLowerCase()
      expect([topic, text.split(topic.toLowerCase()).length > 2, title.toLowerCase().includes(topic.toLowerCase())]).toEqual([topic, true, true])
      expect(scenes.some((scene) => scene.shot.toLowerCase().includes(topic.toLowerCase()))).toBe(true)
    }
  expect(spoken(brief({ audience: 'busy parents', seconds: 45 })).toLowerCase()).toContain('busy parents')
  expect(spoken(brief({ topic: '咖啡', audience: '上班族', language: 'zh', seconds: 45 }))).toContain('上班族')
  expect(spoken(brief({ audience: 'kids', seconds: 45 }))).not.toBe(spoken(brief({ audience: 'engineers', seconds: 45 })))
  const closings = TONES.map((tone) => [1, 2, 3, 4].map((seed) => writeScript(brief({ tone, seconds: 60 }), seed).scenes.at(-1)!.narration).join())
  expect(new Set(closings).size).toBe(TONES.length)
  // quick tones cut faster
  expect(writeScript(brief({ tone: 'energetic', seconds: 60 }), 1).scenes.length).toBeGreaterThan(writeScript(brief({ tone: 'calm', seconds: 60 }), 1).scenes.length)
})

test('different topics give different scripts', () => {
  for (const language of ['en', 'zh'] as const) {
    const scripts = topics[language].map((topic) => new Set(writeScript(brief({ topic, language, tone: '' }), 1).scenes.map((scene) => scene.narration.toLowerCase().replaceAll(topic.toLowerCase(), '#'))))
    const shared = scripts.flatMap((a, i) => scripts.slice(i + 1).map((b) => [...a].filter((line) => b.has(line)).length / Math.min(a.size, b.size)))
    expect(shared.reduce((a, b) => a + b, 0) / shared.length).toBeLessThan(0.12)
    expect(Math.max(...shared)).toBeLessThan(0.65)
  }
})

// SPEC: L4
test('every scene shows its topic or names it, and what stands outdoors is never shown in a room', () => {
  const shown = { en: ['lighthouses', 'How lighthouses guide ships', 'whales', 'red foxes', 'old castles', 'windmills', 'steam trains', 'mountains', 'hot air balloons', 'sailing ships', 'penguins', 'the oldest trees'], zh: ['灯塔', '灯塔怎么指引船只？', '鲸鱼', '狐狸', '古老的城堡', '风车', '蒸汽火车', '雪山', '热气球', '帆船', '企鹅', '大树'] }
  for (const language of ['en', 'zh'] as const)
    for (const [i, topic] of [...shown[language], ...topics[language]].entries()) {
      const { subject } = readPrompt(topic).scene
      for (const { shot, narration } of writeScript(brief({ topic, language, seconds: 60, tone: TONES[i % TONES.length]! }), i).scenes) {
        const { seen, short } = (language === 'en' ? english : chinese).topic(topic, '')
        expect([topic, shot, narration, `${shot} ${narration}`.toLowerCase().includes(seen.toLowerCase()) || narration.includes(short)]).toEqual([topic, shot, narration, true])
        if (i >= shown[language].length) continue
        const seenIn = readPrompt(shot).scene
        expect([shot, seenIn.subject]).toEqual([shot, subject])
        expect(['room', 'studio']).not.toContain(seenIn.place)
      }
    }
})

// SPEC: L4
test('Chinese scripts are Chinese, English ones English', () => {
  for (const topic of topics.zh) expect(JSON.stringify(writeScript(brief({ topic, language: 'zh', audience: '小学生', tone: '科普', seconds: 60 }), 2).scenes).replaceAll(/"(title|narration|shot|seconds)"/g, '')).not.toMatch(/[A-Za-z]{2}/)
  for (const topic of topics.en) expect(JSON.stringify(writeScript(brief({ topic, seconds: 60 }), 2))).not.toMatch(/\p{Script=Han}/u)
})

test.each([
  ['How to learn a language in a year', 'learning a language in a year'],
  ['Make a short video about the history of tea.', 'the history of tea'],
  ['Save money in college', 'saving money in college'],
  ['Introducing our new reusable bottle', 'our new reusable bottle'],
  ['The Silk Road', 'the Silk Road'],
  ['NASA and the Moon 🚀', 'NASA and the Moon'],
])('"%s" is spoken of as "%s"', (topic, said) => expect(english.topic(topic, '').text).toBe(said))

test.each([
  ['帮我做一个关于苏州园林的短视频', '苏州园林'],
  ['做饭的乐趣', '做饭的乐趣'],
  ['讲讲丝绸之路', '丝绸之路'],
  ['写作', '写作'],
])('“%s”说的是“%s”', (topic, said) => expect(chinese.topic(topic, '').text).toBe(said))

test('a question is asked as it stands, and not put into sentences where it does not fit', () => {
  for (const [topic, language] of [['Why do cats purr?', 'en'], ['How black holes form?', 'en'], ['黑洞是如何形成的？', 'zh']] as const) {
    const { title, scenes } = writeScript(brief({ topic, language, seconds: 45 }), 1)
    expect(title).toContain(topic.slice(0, -1))
    const asked = scenes.filter((scene) => scene.narration.includes(topic))
    expect(asked.length).toBeGreaterThanOrEqual(2)
    for (const scene of scenes) expect(scene.narration.replaceAll(topic, '')).not.toContain(topic.slice(0, -1))
  }
})

test('its shots can be painted and filmed: something is in each picture, and the camera moves', () => {
  for (const b of briefs.filter((one) => one.seconds === 60)) {
    const { scenes } = writeScript(b, 1)
    for (const { shot } of scenes) {
      expect([shot, readShot(shot).moves.length + Number(readShot(shot).handheld) > 0]).toEqual([shot, true])
      const { subject, place, time, weather } = readPrompt(shot).scene
      expect([shot, subject !== null || place !== null || time !== null || weather.length > 0]).toEqual([shot, true])
    }
    scenes.slice(1).forEach((scene, i) => expect(scene.shot).not.toBe(scenes[i]!.shot))
  }
})

test('it reads its brief as JSON, takes plain words for a topic, and refuses what it cannot write', () => {
  const schema = { name: 'video_script' }
  const written = JSON.parse(writeText({ prompt: JSON.stringify({ ...brief(), seed: 5 }), schema })) as { scenes: unknown[] }
  expect(written).toEqual(writeScript(brief(), 5))
  expect(writeText({ prompt: '秋天的森林', schema: null })).toMatch(/秋天的森林/)
  expect(JSON.parse(writeText({ prompt: 'x'.repeat(900), schema })).scenes.length).toBeGreaterThan(2)
  expect(() => writeText({ prompt: '{"topic": ""}', schema })).toThrow(expect.objectContaining({ failure: { code: 'invalid_input', params: { field: 'topic' } } }))
  expect(() => writeText({ prompt: 'anything', schema: { name: 'invoice' } })).toThrow(expect.objectContaining({ failure: { code: 'invalid_input', params: { field: 'schema' } } }))
})
