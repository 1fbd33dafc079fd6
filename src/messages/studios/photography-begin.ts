/** The photography studio's few words on the start page, apart from its pages' so that the first route stays light. */
import type { Locale } from '../locale.ts'

const en = {
  begin: 'With a portrait drawn by this project:',
  submit: (n: number) => `Take ${n} ${n === 1 ? 'photograph' : 'photographs'}`,
  price: (credits: number | null) => (credits === null ? '…' : credits === 1 ? '1 credit' : `${credits} credits`),
}
const zhCN: typeof en = {
  begin: '使用本项目绘制的示例人像：',
  submit: (n) => `拍摄 ${n} 张`,
  price: (credits) => (credits === null ? '…' : `${credits} 积分`),
}
export const photographyBeginWords: Record<Locale, typeof en> = { en, 'zh-CN': zhCN }
