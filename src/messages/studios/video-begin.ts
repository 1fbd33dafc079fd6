/** The video creator's few words on the start page, apart from its pages' so that the first route stays light. */
import type { Locale } from '../locale.ts'

const en = {
  lead: 'Half a minute about this, from the script to an MP4 with subtitles:',
  topics: ['How to make cold brew coffee at home', 'Why the sky turns red at dusk', 'Three good habits for a calm morning'],
  begin: 'Make a video',
  price: (credits: number | null) => (credits === null ? '…' : `about ${credits} credits`),
}
const zhCN: typeof en = {
  lead: '半分钟的视频，从脚本到带字幕的 MP4：',
  topics: ['如何在家做冷萃咖啡', '黄昏的天空为什么是红色的', '让早晨平静的三个好习惯'],
  begin: '制作视频',
  price: (credits) => (credits === null ? '…' : `约 ${credits} 积分`),
}
export const videoBeginWords: Record<Locale, typeof en> = { en, 'zh-CN': zhCN }
