import type { ProgressWords } from './progress.en.ts'

export const progressZhCN: ProgressWords = {
  status: {
    IMAGE_PENDING: '等待中',
    IMAGE_GENERATING: '图片生成中',
    IMAGE_COMPLETED: '请选择图片',
    MODEL_PENDING: '准备模型',
    MODEL_GENERATING: '模型生成中',
    MODEL_COMPLETED: '已完成',
    FAILED: '失败',
    CANCELLED: '已取消',
  },
  imageQueued: '任务队列中，等待处理',
  imageGenerating: (done, total) => `正在生成 ${done}/${total} 张图片`,
  imageCompleted: (done, total) =>
    done === total ? '请选择一张图片生成3D模型' : `${done}/${total} 张图片已完成，可选择一张，或重试其余图片`,
  modelPreparing: '准备生成模型...',
  modelWaiting: (percent) => `等待处理 ${percent}%`,
  modelGenerating: (percent) => `生成中 ${percent}%`,
  modelCompleted: '3D模型已完成',
  imagesFailed: '图片生成失败',
  modelFailed: '3D模型生成失败',
  cancelled: (done) => (done === 0 ? '已取消' : `已取消，保留 ${done} 张图片`),
  cancelRequested: '正在取消...',
  outcomeUnknown: '正在与服务商核实结果，不会重复扣费',
}
