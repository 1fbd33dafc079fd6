import { readPrompt } from '../prompt/parse.ts'
import type { Scene } from '../prompt/scene.ts'

/** What the camera can do. `pan` and `tilt` move the view; `orbit` goes round the subject; `dolly-zoom` keeps it and stretches what is behind. */
export const MOVES = [
  'push-in', 'pull-back', 'zoom-in', 'zoom-out', 'pan-left', 'pan-right', 'tilt-up', 'tilt-down', 'crane-up', 'crane-down', 'orbit-left', 'orbit-right',
  'dolly-zoom', 'roll', 'still',
] as const
export type Move = (typeof MOVES)[number]

/** What moves in the picture itself. */
export const EFFECTS = [
  'snow', 'rain', 'storm', 'fog', 'smoke', 'petals', 'leaves', 'fireflies', 'sparks', 'dust', 'bubbles', 'confetti', 'rays', 'flicker', 'waves', 'underwater', 'twinkle',
] as const
export type Effect = (typeof EFFECTS)[number]

export type Shot = {
  /** one after the other; those in one group happen together. Empty: the text says nothing of the camera */
  moves: Move[][]
  /** 1 is usual */
  speed: number
  handheld: boolean
  effects: Effect[]
  scene: Scene
}

const CAMERA: [Move, RegExp][] = [
  ['dolly-zoom', /dolly zoom|vertigo|zolly|滑动变焦|希区柯克/],
  ['push-in', /push(es|ed|ing)?[- ]?(slowly |gently |slightly |quickly )?(in|closer|forward|towards?)\b|dolly(ing|s)?[- ](in|forward|closer)|mov(e|es|ing) (slowly |gently )?(in|closer|forward)\b|truck in|track(s|ing)? (in|forward)\b|push[- ]?in|creeps? in|closes? in|approach(es|ing)?|推近|推进|推镜|推向|前推|推至|镜头推|缓推|慢推|向前移|靠近|逼近|走近|拉近/],
  ['pull-back', /pull(s|ed|ing)?[- ]?(slowly |gently |slightly |quickly )?(back|out|away)|dolly(ing|s)?[- ](out|back|away)|mov(e|es|ing) (slowly )?(back|away|backwards?)\b|back(s|ing)? away|reveals? the (whole|wider)|拉远|拉开|后拉|拉镜|镜头拉|缓拉|慢拉|后退|远离|向后移/],
  ['zoom-in', /zoom(s|ed|ing)?[- ]?(slowly |gently )?(in|closer)|slow zoom\b(?! out)|变焦推|放大|变焦拉近/],
  ['zoom-out', /zoom(s|ed|ing)?[- ]?(slowly |gently )?(out|back)|缩小|变焦拉远/],
  ['orbit-left', /(orbit|arc|circl|rotat|spin|revolv)\w*[^.,;]{0,24}\b(left|counter-?clockwise)|向左环绕|左环绕|逆时针/],
  ['orbit-right', /\borbit|\barc(s|ing)?\b (shot|around|right)|circl(e|es|ing)\b[^.,;]{0,20}(around|subject|it)|rotat\w+ around|360|parallax|环绕|围绕|绕着|环拍|顺时针|视差/],
  ['crane-up', /crane[- ](shot[- ])?(up|rises?)|cran(e|ing) up|\brises?\b (above|up)|rising shot|camera (rises|ascends|lifts)|ascend|boom up|drone (shot )?(rises|up|ascend)|升镜|上升镜头|摇臂上|升起|升空|镜头上升|航拍上升/],
  ['crane-down', /crane[- ](shot[- ])?(down)|cran(e|ing) down|camera (descends|lowers|drops)|descend|boom down|降镜|下降镜头|镜头下降|摇臂下|降落/],
  ['tilt-up', /tilt(s|ed|ing)?[- ]?(slowly |gently )?(up|upwards?)|looks? up\b|mov(e|es|ing) (slowly )?up|上摇|仰摇|上移|向上摇|向上移|往上|上仰|仰拍/],
  ['tilt-down', /tilt(s|ed|ing)?[- ]?(slowly |gently )?(down|downwards?)|looks? down\b|mov(e|es|ing) (slowly )?down|下摇|俯摇|下移|向下摇|向下移|往下|下俯/],
  ['pan-left', /(pan|truck|slide|track|dolly|mov|sweep|drift|glid|scroll)\w*[- ]?(shot )?(slowly |gently |smoothly |quickly )?(to the |from right to )?(left|leftwards?)\b|left pan|左移|左摇|向左|往左|左平移|从右到左|由右至左/],
  ['pan-right', /(pan|truck|slide|track|dolly|mov|sweep|drift|glid|scroll)\w*[- ]?(shot )?(slowly |gently |smoothly |quickly )?(to the |from left to )?(right|rightwards?)\b|right pan|右移|右摇|向右|往右|右平移|从左到右|由左至右/],
  ['pan-right', /\bpan(s|ning)?\b|panoram|tracking shot|track(s|ing)? (alongside|beside|along|with)|follow(s|ing)?\b|side ?scroll|摇镜|横移|平移|横摇|跟拍|跟随|扫过|掠过|全景扫/],
  ['roll', /dutch (angle|tilt)|camera roll|rolls?\b (slowly|slightly|left|right)|倾斜镜头|荷兰角|旋转镜头|镜头旋转/],
  ['still', /static|locked[- ]?(off|down)|fixed (camera|shot)|still (shot|camera)|motionless|tripod|no camera (movement|motion)|固定镜头|固定机位|静止镜头|静态镜头|定镜|镜头不动|机位不动/],
]

const HANDHELD = /hand[- ]?held|shaky|shaking|documentary|vlog|\bpov\b|手持|晃动|抖动|纪实|主观镜头/
const FAST = /\b(fast|quick(ly)?|rapid(ly)?|whip|swift(ly)?|sudden(ly)?|dynamic)\b|快速|迅速|急推|急拉|猛地|疾速|动感/
const SLOW = /\b(slow(ly)?|gentl[ey]|gradual(ly)?|subtl[ey]|soft(ly)?|slight(ly)?)\b|缓缓|缓慢|慢慢|慢推|慢拉|轻轻|徐徐|微微|缓推|缓拉/
const THEN = /(?:,|;|，|；)?\s*(?:\band then\b|\bthen\b|\bbefore\b|\bfollowed by\b|\bfinally\b|然后|接着|随后|继而|最后|再)/

const AIR: [Effect, RegExp][] = [
  ['sparks', /spark|ember|campfire|bonfire|fire\b|flame|forge|火花|火星|余烬|篝火|火焰|烈火|熔炉/],
  ['smoke', /smoke|steam|incense|vapou?r|烟|蒸汽|热气|炊烟|袅袅/],
  ['dust', /dust|motes|pollen|floating particles|尘埃|灰尘|尘粒|微尘|浮尘|粒子/],
  ['bubbles', /bubble|气泡|泡泡/],
  ['confetti', /confetti|celebrat|party|fireworks|彩带|彩纸|庆祝|派对|烟花|礼花/],
  ['leaves', /falling leaves|leaves fall|fallen leaves|落叶|飘落的叶|树叶飘/],
  ['rays', /(sun|light|god)[- ]?(rays?|beams?|shafts?)|rays of|shafts? of light|sunbeam|volumetric|光束|光线|丁达尔|光柱|阳光洒|阳光透|一束光|晨光/],
  ['flicker', /flicker|candle|torch|firelight|neon sign|strobe|烛光|烛火|闪烁|火光|火把|摇曳的灯|忽明忽暗|霓虹闪/],
  ['waves', /\bwaves?\b|ripple|rippling|flowing water|波浪|涟漪|波光|水波|海浪|浪花|流水|荡漾/],
]

/**
 * Reads what a shot asks for, in English, Chinese or both. What it does not know it leaves to the seed.
 * @param shown what is really seen, if more is known of it than the text tells
 */
export function readShot(text: string, shown?: Scene): Shot {
  const lower = text.normalize('NFKC').toLowerCase()
  const scene = shown ?? readPrompt(lower.replace(/\d+k\b/g, ' ')).scene
  const moves = lower.split(THEN).map(movesIn).filter((group) => group.length > 0)
  return {
    moves: moves.slice(0, 3),
    speed: FAST.test(lower) ? 1.7 : SLOW.test(lower) ? 0.62 : 1,
    handheld: HANDHELD.test(lower),
    effects: effectsIn(lower, scene),
    scene,
  }
}

function movesIn(text: string): Move[] {
  const found: Move[] = []
  let rest = text
  for (const [move, words] of CAMERA) {
    if (!words.test(rest)) continue
    // what one pattern has taken, a more general one below does not take again
    rest = rest.replace(new RegExp(words, 'g'), ' · ')
    if (!found.includes(move)) found.push(move)
  }
  return found.includes('still') ? ['still'] : found.slice(0, 2)
}

function effectsIn(text: string, scene: Scene): Effect[] {
  const found = new Set<Effect>(AIR.filter(([, words]) => words.test(text)).map(([effect]) => effect))
  for (const weather of scene.weather) {
    if (weather === 'snow' || weather === 'rain' || weather === 'storm' || weather === 'fog' || weather === 'petals' || weather === 'fireflies') found.add(weather)
    if (weather === 'autumn') found.add('leaves')
    if (weather === 'stars') found.add('twinkle')
  }
  if (scene.place === 'underwater') found.add('underwater').add('bubbles').delete('waves')
  else if (scene.place === 'sea' || scene.place === 'lake' || scene.place === 'beach') found.add('waves')
  if (scene.place === 'volcano') found.add('sparks')
  if (scene.place === 'space') found.add('twinkle')
  return [...found]
}
