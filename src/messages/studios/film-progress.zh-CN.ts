import type { FilmProgressWords } from './film-progress.en.ts'

export const filmProgressZhCN: FilmProgressWords = {
  asset: { draft: '还没有图片', pending: '等待处理', processing: '生成中', completed: '已完成', failed: '失败', cancelled: '已取消' },
  shot: { draft: '尚未生成', pending: '等待处理', processing: '生成中', completed: '已完成', failed: '失败', cancelled: '已取消' },
  percent: (word, percent) => `${word} ${percent}%`,
  uploaded: '已上传',
  atProvider: '服务商处理中',
  saving: '正在保存结果',
  retrying: '等待重试',
  cancelRequested: '正在取消…',
  outcomeUnknown: '正在与服务商核实结果，不会重复扣费',
  exporting: (percent) => `正在合成影片 ${percent}%`,
  exportWaiting: '影片等待合成',
  exported: '影片已完成',
  exportFailed: '影片合成失败',
  exportCancelled: '已取消导出',
}
