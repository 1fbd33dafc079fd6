import { SPOKEN_PER_SECOND, spokenUnits } from '../../../../media/speech-rate.ts'
import { withoutEmoji } from '../emoji.ts'
import type { Tongue } from '../types.ts'
import { body, food, home, travel } from './matters-life.ts'
import { art, business, general, growth, tech } from './matters-work.ts'
import { history, nature, pets, planet, science } from './matters-world.ts'
import { questions, shorts } from './plain.ts'
import { arcs, moves, readers, titles, tones } from './voice.ts'

/** “做一个关于……的视频”说的是中间那一段。 */
const BEFORE = /^(请|帮我|帮忙|麻烦你?)*((做|写|制作|拍摄?|生成|来)(一下|一?[个条段支部]))?(关于|有关|介绍一?下?|讲述|讲解|讲讲|讲一讲|宣传|推广|科普|说说|聊聊)?/
const AFTER = /(的)?(短视频|视频|短片|影片|宣传片|纪录片|广告|故事片|脚本|介绍|科普片)$/

/** A brief that came as a paragraph is spoken of by its beginning. */
function shortened(topic: string): string {
  if (topic.length <= 24) return topic
  const clause = topic.split(/[，。；：！？、,;:（(\n]|——/u).find((part) => part.trim().length >= 2)!.trim()
  return clause.length <= 24 ? clause : Array.from(clause).slice(0, 12).join('')
}

export const chinese: Tongue = {
  matters: { food, travel, nature, pets, tech, science, body, history, business, growth, art, planet, home, general },
  arcs,
  tones,
  readers,
  titles,
  moves,
  shorts,
  questions,
  count: (text) => spokenUnits(text, 'zh'),
  perSecond: SPOKEN_PER_SECOND.zh,
  unitsPerLine: 20,
  join: (sentences) => sentences.filter(Boolean).join(''),
  topic(topic) {
    const said = withoutEmoji(topic).replace(/[。！？.!?~～]+$/u, '')
    const bare = shortened(said.replace(AFTER, '').replace(BEFORE, '').replace(/^[“”"《》「」：:，,\s]+|[“”"《》「」：:，,\s]+$/gu, ''))
    const text = bare === '' ? said : bare
    return { text, short: text, clause: /如何|怎么|怎样|为什么|为何|是什么|什么是|哪些|多少|会不会|能不能|是不是|[吗呢]$/u.test(said), plural: false, direct: /[?？吗呢]$/u.test(topic.trim()) || /为什么|怎么|如何|什么|哪些|多少/.test(said), seen: bare.replace(/为什么|为何|怎么样?|怎样|如何|是什么|什么是|哪些|多少|会不会|能不能|是不是|[是会吗呢]/gu, '').replace(/的$/u, '') || bare }
  },
  titled: (topic) => topic,
  capital: (text) => text,
  question: (topic, direct) => topic + (direct ? '？' : '。'),
  comma: '，',
  shot: (picture, look, move) => `${picture}，${look}。${move}。`,
}
