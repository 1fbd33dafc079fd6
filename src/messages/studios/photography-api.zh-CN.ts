import type { PhotographyApiWords } from './photography-api.en.ts'

export const photographyApiZhCN: PhotographyApiWords = {
  scenes: {
    'studio-canvas': { name: '手绘背景布', description: '摄影棚手绘背景，一盏大柔光灯。' },
    'high-key': { name: '高调白棚', description: '四周纯白，光线均匀柔和。' },
    'colour-gels': { name: '彩色灯光', description: '暗棚中两盏加了色片的灯。' },
    'id-photo': { name: '证件照', description: '纯色背景与均匀光线，符合证件要求。' },
    'window-light': { name: '窗边自然光', description: '明亮安静的房间，高窗旁的柔光。' },
    cafe: { name: '咖啡馆', description: '砖墙、吊灯和临街的窗。' },
    library: { name: '图书馆', description: '老木书架，温暖的阅读灯。' },
    'city-night': { name: '城市夜景', description: '车灯与橱窗在身后化作光斑。' },
    'neon-alley': { name: '霓虹小巷', description: '粉色与青色的霓虹，湿润的地面。' },
    rooftop: { name: '天台', description: '华灯初上，俯瞰城市天际线。' },
    'lantern-lane': { name: '灯笼老街', description: '挂满红灯笼的古巷。' },
    beach: { name: '海滩', description: '沙滩、大海和低垂的太阳。' },
    mountains: { name: '雪山', description: '雪峰下的高山草甸。' },
    garden: { name: '花园', description: '夏日绿意、鲜花与斑驳阳光。' },
    'cherry-blossom': { name: '樱花', description: '盛开的樱花树下，花瓣纷飞。' },
    autumn: { name: '秋日公园', description: '逆光中的金色树叶。' },
    snow: { name: '雪景', description: '飘雪中的静谧森林。' },
  },
  colours: { grey: '灰色', blue: '蓝色', olive: '橄榄绿', burgundy: '酒红', sand: '沙色', white: '白色', red: '红色' },
  progress: {
    queued: '任务队列中，等待处理',
    generating: (done, total) => `正在冲洗 ${done}/${total} 张照片`,
    completed: (done, total) => (done === total ? `${total} 张照片已完成` : `已完成 ${done}/${total} 张照片`),
    failed: '照片生成失败',
    cancelled: (done) => (done === 0 ? '已取消' : `已取消，保留 ${done} 张照片`),
    cancelRequested: '正在取消...',
    outcomeUnknown: '正在向服务商核实，不会重复扣费',
  },
}
