import type { Params } from './locale.ts'
import type { LedgerWords, TimelineWords } from './record.en.ts'

const of = (p: Params) => (p.what === undefined ? '' : `：${p.what}`)
const because = (p: Params) => (p.reason === undefined ? '' : `（${p.reason}）`)

export const kindsZhCN: Record<string, string> = {
  image_generation: '一张图片',
  image_set: '一组图片',
  model3d_generation: '3D模型',
  photograph_set: '一组照片',
  photograph_generation: '一张照片',
  asset_image_generation: '影片素材图片',
  asset_image_batch: '一组影片素材图片',
  shot_video_generation: '影片镜头',
  shot_video_batch: '一组影片镜头',
  film_export: '影片导出',
  video_script: '视频脚本',
  video_scene_rewrite: '改写一个场景',
  storyboard_image_generation: '一张分镜图',
  video_storyboard: '一组分镜图',
  clip_video_generation: '视频镜头',
  narration_generation: '视频旁白配音',
  video_production: '一组视频镜头',
  video_final: '成片合成',
}

export const ledgerZhCN: LedgerWords = {
  grant: (p) => `发放 ${p.credits ?? 0} 积分${because(p)}`,
  adjustment: (p) => `调整 ${p.credits ?? 0} 积分${because(p)}`,
  hold: (p) => `预留${of(p)}`,
  capture: (p) => `支付${of(p)}`,
  release: (p) => `退还${of(p)}${because(p)}`,
  write_off: (p) => `费用由我们承担${of(p)}${because(p)}`,
}

export const grantReasonsZhCN: Record<string, string> = {
  demo: '演示账户',
  bootstrap: '首次启动',
}

export const timelineZhCN: TimelineWords = {
  submitted: () => '已提交',
  claimed: (p) => (Number(p.attempt ?? 1) > 1 ? `工作节点已领取，第 ${p.attempt} 次尝试` : '工作节点已领取'),
  preparing: () => '准备中',
  armed: () => '正在向服务商发送请求',
  accepted: (p) => (p.externalId === undefined ? '服务商已接受' : `服务商已接受，编号 ${p.externalId}`),
  delayed: (p) => `${p.seconds === undefined ? '稍后' : ` ${p.seconds} 秒后`}自动重试${because(p)}`.trimStart(),
  rescued: () => '原工作节点中断，任务已被接管',
  unknown: () => '服务商的答复丢失，正在核实，不会重复扣费',
  reconciled: () => '服务商已确认结果',
  collecting: () => '正在保存结果',
  completed: () => '已完成',
  failed: (p) => `失败${because(p)}`,
  fallback: (p) => `“${p.before}”未接受此任务，改由“${p.model}”完成，价格不变`,
  attempt_failed: (p) => `第 ${p.attempt ?? '?'} 次尝试失败${because(p)}`,
  cancel_requested: () => '已请求取消',
  cancelled: () => '已取消',
  hold: (p) => `预留 ${p.credits ?? 0} 积分`,
  capture: (p) => `支付 ${p.credits ?? 0} 积分`,
  release: (p) => `退还 ${p.credits ?? 0} 积分${because(p)}`,
  write_off: (p) => `${p.credits ?? 0} 积分的费用由我们承担${because(p)}`,
}
