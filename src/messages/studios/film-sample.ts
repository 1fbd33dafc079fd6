/** The film a newcomer can start with one click, in the reader's language: three shots and what they show. */
import type { FilmRole } from '../../api/film-contract.ts'
import type { Locale } from '../locale.ts'

type Sample = {
  name: string
  untitled: string
  assets: { role: FilmRole; name: string; prompt: string }[]
  /** `shows`: which of the assets, by index */
  shots: { text: string; shows: number[] }[]
}

export const filmSample: Record<Locale, Sample> = {
  en: {
    name: 'The lamp on the island',
    untitled: 'Untitled film',
    assets: [
      { role: 'character', name: 'Ember', prompt: 'A red fox in fresh snow at golden hour' },
      { role: 'scene', name: 'The island', prompt: 'An island lighthouse in a thunderstorm at the blue hour' },
      { role: 'prop', name: 'The lantern', prompt: 'A red paper lantern glowing at night' },
    ],
    shots: [
      { text: 'Wide: the island lighthouse in a thunderstorm, waves below. The camera slowly pushes in.', shows: [1] },
      { text: 'A red fox carries a lantern through fresh snow at dusk. Pan from left to right.', shows: [0, 2] },
      { text: 'Sunrise over a calm sea, the lighthouse stands in golden light. The camera slowly pulls back.', shows: [1] },
    ],
  },
  'zh-CN': {
    name: '孤岛上的灯',
    untitled: '未命名影片',
    assets: [
      { role: 'character', name: '小焰', prompt: '金色时刻，新雪中的红狐狸' },
      { role: 'scene', name: '孤岛', prompt: '蓝调时分，雷暴中的孤岛灯塔' },
      { role: 'prop', name: '灯笼', prompt: '夜里发光的红纸灯笼' },
    ],
    shots: [
      { text: '全景：雷暴中的孤岛灯塔，海浪拍岸。镜头缓慢推进。', shows: [1] },
      { text: '黄昏，红狐狸提着灯笼走过新雪。镜头从左向右平移。', shows: [0, 2] },
      { text: '日出时分，海面平静，灯塔沐浴在金光中。镜头缓缓拉远。', shows: [1] },
    ],
  },
}
