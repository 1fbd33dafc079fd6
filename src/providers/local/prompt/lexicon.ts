import { SUBJECTS, type SubjectName } from '../subjects/names.ts'
import type { ColourName, Palette, Place, Pose, Style, Time, Weather } from './scene.ts'

/** What one word or phrase says; several of these may hold at once ("neon" is a style and a palette). */
export type Meaning =
  | { is: 'subject'; value: SubjectName; colour?: ColourName; count?: number }
  | { is: 'place'; value: Place }
  | { is: 'time'; value: Time }
  | { is: 'weather'; value: Weather }
  | { is: 'style'; value: Style }
  | { is: 'palette'; value: Palette }
  | { is: 'colour'; value: ColourName }
  | { is: 'count'; value: number }
  | { is: 'size'; value: 'big' | 'small' }
  | { is: 'pose'; value: Pose }
  | { is: 'not' }
  /** says nothing by itself; leaving it out changes nothing */
  | { is: 'filler' }

const lexicon = new Map<string, Meaning[]>()
export const longestPhrase = { latin: 4, han: 5 }

const add = (phrases: string, ...meanings: Meaning[]) => {
  for (const phrase of phrases.split(',').map((p) => p.trim()).filter(Boolean)) lexicon.set(phrase, [...(lexicon.get(phrase) ?? []), ...meanings])
}
export const meaningsOf = (phrase: string): Meaning[] | undefined => lexicon.get(phrase)

const SUBJECT_WORDS: Record<SubjectName, string> = {
  fox: 'vixen, 狐狸, 小狐狸, 狐',
  cat: 'kitten, kitty, 猫, 猫咪, 小猫, 猫猫',
  dog: 'puppy, hound, corgi, husky, shiba, 狗, 小狗, 狗狗, 犬, 柴犬, 柯基',
  wolf: '狼',
  rabbit: 'bunny, hare, 兔子, 小兔子, 兔, 小兔',
  bear: 'grizzly, polar bear, teddy, teddy bear, 熊, 小熊, 棕熊, 北极熊, 泰迪熊',
  panda: '熊猫, 大熊猫',
  lion: 'lioness, 狮子, 雄狮',
  tiger: 'leopard, 老虎, 虎, 豹子',
  horse: 'pony, stallion, mare, 马, 骏马, 小马',
  unicorn: '独角兽',
  deer: 'stag, fawn, reindeer, moose, elk, 鹿, 小鹿, 麋鹿, 驯鹿',
  elephant: 'mammoth, 大象, 小象, 象',
  sheep: 'lamb, goat, alpaca, llama, 羊, 绵羊, 小羊, 山羊, 羊驼',
  cow: 'bull, ox, buffalo, 牛, 奶牛, 水牛',
  pig: 'piglet, boar, 猪, 小猪',
  mouse: 'mice, rat, hamster, squirrel, hedgehog, 老鼠, 仓鼠, 松鼠, 刺猬',
  giraffe: '长颈鹿',
  dinosaur: 'dino, t-rex, trex, lizard, crocodile, 恐龙, 霸王龙, 鳄鱼',
  dragon: 'wyvern, 龙, 巨龙, 飞龙, 神龙',
  bird: 'robin, sparrow, parrot, crow, raven, dove, hummingbird, crane, 鸟, 小鸟, 麻雀, 鹦鹉, 乌鸦, 鸽子, 仙鹤, 鹤',
  owl: '猫头鹰',
  penguin: '企鹅',
  duck: 'duckling, goose, swan, chicken, hen, rooster, chick, 鸭子, 鸭, 小鸭, 天鹅, 鹅, 鸡, 公鸡, 小鸡',
  eagle: 'hawk, falcon, phoenix, 鹰, 老鹰, 雄鹰, 凤凰',
  fish: 'fishes, koi, salmon, tuna, clownfish, 鱼, 小鱼, 锦鲤, 鲤鱼',
  whale: 'orca, 鲸, 鲸鱼, 虎鲸',
  shark: '鲨鱼',
  dolphin: '海豚',
  turtle: 'tortoise, 乌龟, 海龟, 龟',
  jellyfish: '水母',
  octopus: 'squid, kraken, 章鱼',
  butterfly: 'butterflies, moth, bee, dragonfly, 蝴蝶, 蜜蜂, 蜻蜓',
  person: 'man, woman, boy, girl, child, kid, people, human, traveler, traveller, hiker, samurai, princess, king, queen, monk, dancer, lady, children, men, women, 人, 男人, 女人, 男孩, 女孩, 孩子, 小孩, 少女, 少年, 旅人, 武士, 公主, 国王, 女王, 姑娘, 老人',
  astronaut: 'cosmonaut, spaceman, 宇航员, 航天员, 太空人',
  robot: 'android, mech, cyborg, droid, 机器人, 机甲',
  knight: 'warrior, paladin, 骑士, 战士, 将军',
  wizard: 'witch, mage, sorcerer, magician, 巫师, 法师, 魔法师, 女巫',
  snowman: 'snowmen, 雪人',
  house: 'cottage, cabin, home, hut, barn, farmhouse, villa, houses, 房子, 小屋, 木屋, 农舍, 屋子, 房屋, 别墅',
  castle: 'fortress, palace, citadel, 城堡, 宫殿, 堡垒',
  tower: 'watchtower, skyscraper, 塔, 高塔, 塔楼, 摩天楼, 摩天大楼',
  lighthouse: '灯塔',
  windmill: '风车',
  pagoda: 'temple, shrine, torii, 寺庙, 宝塔, 庙, 神社, 亭子, 古塔',
  city: '',
  car: 'automobile, truck, van, bus, taxi, jeep, sportscar, sports car, vehicle, 汽车, 车, 轿车, 卡车, 跑车, 小汽车, 巴士, 出租车',
  train: 'locomotive, tram, steam train, 火车, 列车, 蒸汽火车, 电车',
  ship: 'sailing ship, sailboat, galleon, pirate ship, yacht, sailing boat, 帆船, 轮船, 海盗船, 大船, 船',
  boat: 'canoe, kayak, rowboat, rowing boat, gondola, 小船, 木船, 划艇, 独木舟, 渔船',
  rocket: 'spaceship, spacecraft, space shuttle, starship, 火箭, 飞船, 宇宙飞船, 太空船',
  plane: 'airplane, aeroplane, aircraft, jet, biplane, 飞机, 客机',
  balloon: 'hot air balloon, airship, zeppelin, 热气球, 气球, 飞艇',
  ufo: 'flying saucer, alien ship, 飞碟, 不明飞行物',
  tree: 'oak, maple, cherry tree, sakura tree, willow, bonsai, baobab, 树, 大树, 橡树, 枫树, 柳树, 盆景, 樱花树',
  pine: 'pine tree, christmas tree, fir, spruce, 松树, 圣诞树, 杉树',
  flower: 'rose, tulip, lily, sunflower, lotus, daisy, orchid, blossom, 花, 花朵, 玫瑰, 郁金香, 百合, 向日葵, 莲花, 荷花, 菊花',
  mushroom: 'toadstool, fungus, 蘑菇',
  cactus: 'cacti, 仙人掌',
  mountain: '',
  island: 'floating island, 岛, 小岛, 岛屿, 浮岛',
  planet: 'saturn, jupiter, mars, 行星, 星球, 土星, 木星, 火星',
  teapot: 'kettle, 茶壶, 水壶',
  cup: 'mug, teacup, coffee, coffee cup, tea, goblet, 杯子, 茶杯, 咖啡杯, 咖啡, 马克杯',
  chair: 'armchair, sofa, stool, throne, 椅子, 沙发, 扶手椅, 王座',
  sword: 'blade, katana, dagger, excalibur, 剑, 宝剑, 刀, 长剑',
  crystal: 'crystals, gem, gemstone, diamond, quartz, amethyst, ruby, emerald, 水晶, 宝石, 钻石, 晶体',
  book: 'tome, spellbook, 书, 书本, 魔法书',
  lantern: 'lamp, candle, 灯笼, 灯, 台灯, 蜡烛, 油灯',
  apple: 'fruit, peach, orange fruit, 苹果, 水果, 桃子',
  pumpkin: 'jack-o-lantern, 南瓜',
  vase: 'bottle, pot, jar, amphora, 花瓶, 瓶子, 陶罐',
  heart: '心, 爱心, 心形',
  star: '',
  umbrella: 'parasol, 雨伞, 伞, 油纸伞',
  cake: 'cupcake, birthday cake, dessert, 蛋糕, 甜点',
  guitar: 'violin, cello, ukulele, 吉他, 小提琴',
  clock: 'watch, pocket watch, 时钟, 钟, 钟表, 怀表',
}
for (const name of SUBJECTS) add(`${name}, ${SUBJECT_WORDS[name]}`, { is: 'subject', value: name })
add('goldfish, 金鱼', { is: 'subject', value: 'fish', colour: 'orange' })
add('blue whale, 蓝鲸', { is: 'subject', value: 'whale', colour: 'blue' })
add('white rabbit, 白兔, 小白兔', { is: 'subject', value: 'rabbit', colour: 'white' })
add('red panda, 小熊猫', { is: 'subject', value: 'fox', colour: 'red' })
add('red rose, 红玫瑰', { is: 'subject', value: 'flower', colour: 'red' })
add('flock of birds, 鸟群', { is: 'subject', value: 'bird', count: 7 })
add('school of fish, 鱼群', { is: 'subject', value: 'fish', count: 7 })

const PLACE_WORDS: Record<Place, string> = {
  meadow: 'field, fields, grassland, hill, hills, prairie, countryside, farm, pasture, valley, 草地, 草原, 田野, 原野, 山坡, 山谷, 农场, 牧场, 草坪',
  forest: 'woods, woodland, jungle, rainforest, bamboo, grove, 森林, 树林, 丛林, 雨林, 竹林, 林中, 林间',
  desert: 'dunes, dune, sahara, sand, canyon, savanna, 沙漠, 沙丘, 戈壁, 大漠, 峡谷',
  sea: 'ocean, waves, wave, harbor, harbour, 海, 大海, 海洋, 海面, 海上, 海浪, 港口',
  beach: 'coast, shore, seaside, tropical, 海滩, 沙滩, 海边, 海岸',
  lake: 'river, pond, stream, 湖, 湖泊, 湖边, 湖面, 河, 河边, 河流, 池塘, 小溪',
  mountains: 'mountain range, alps, himalaya, peak, peaks, cliff, 群山, 山脉, 雪山, 山里, 山间, 山顶, 高山, 悬崖',
  city: 'street, downtown, skyline, metropolis, urban, town, tokyo, new york, shanghai, alley, road, 城市, 街道, 街头, 都市, 大街, 小巷, 上海, 东京, 公路',
  space: 'outer space, cosmos, galaxy, universe, nebula, orbit, 太空, 宇宙, 星空中, 银河, 星云, 星系',
  moon: 'lunar, lunar surface, on the moon, 月球, 月面, 月球表面, 月球上',
  underwater: 'under the sea, deep sea, seabed, coral reef, reef, undersea, under water, 水下, 海底, 深海, 水中, 珊瑚礁',
  room: 'indoors, indoor, interior, bedroom, kitchen, library, living room, window, table, cafe, 房间, 室内, 卧室, 厨房, 客厅, 书房, 窗边, 桌上, 咖啡馆',
  studio: 'pedestal, product shot, plain background, 工作室, 摄影棚, 纯色背景, 展台',
  snowfield: 'arctic, antarctica, tundra, glacier, ice, winter, snowy field, 雪地, 冰原, 北极, 南极, 冰川, 冬天, 冬日, 冬季',
  village: '村庄, 村子, 乡村, 小镇',
  sky: 'above the clouds, in the sky, heaven, in the air, 天空, 空中, 云端, 云海, 天上',
  volcano: 'lava, volcanic, hell, 火山, 熔岩, 岩浆',
  garden: 'flower field, flowers, spring, park, tulips, lavender, 花园, 花海, 花田, 花丛, 公园, 春天, 春日',
}
for (const [value, words] of Object.entries(PLACE_WORDS)) add(`${value}, ${words}`, { is: 'place', value: value as Place })
// scenery that may also be what the picture is about
add('mountain, mountains, 山, 山峰, 高山, 雪山, 群山', { is: 'subject', value: 'mountain' })
add('mountain, 山, 山峰', { is: 'place', value: 'mountains' })
add('city, cityscape, skyline, 城市, 都市', { is: 'subject', value: 'city' })
add('cityscape', { is: 'place', value: 'city' })
add('island, 岛, 小岛', { is: 'place', value: 'sea' })

const TIME_WORDS: Record<Time, string> = {
  dawn: 'sunrise, daybreak, morning, early morning, 黎明, 日出, 清晨, 早晨, 拂晓, 晨光, 早上',
  day: 'noon, midday, daytime, daylight, sunny, afternoon, bright sun, sunshine, summer, 中午, 正午, 白天, 白昼, 阳光, 晴天, 下午, 夏天, 夏日',
  golden: 'golden hour, late afternoon, 金色时刻, 黄金时刻, 傍晚的阳光',
  sunset: 'sundown, setting sun, 日落, 夕阳, 落日, 晚霞',
  dusk: 'twilight, evening, blue hour, 黄昏, 傍晚, 暮色, 蓝调时刻, 蓝调时分, 薄暮',
  night: 'nighttime, midnight, moonlight, moonlit, at night, dark night, 夜晚, 夜, 夜里, 午夜, 月光, 月光下, 月夜, 黑夜, 深夜, 夜景, 夜空, 晚上, 夜色',
}
for (const [value, words] of Object.entries(TIME_WORDS)) add(`${value}, ${words}`, { is: 'time', value: value as Time })

const WEATHER_WORDS: Record<Weather, string> = {
  snow: 'snowy, snowing, snowfall, blizzard, snowflakes, winter, 雪, 下雪, 大雪, 飘雪, 雪花, 暴风雪, 雪中, 雪景, 冬天, 冬日, 冬季, 雪天',
  rain: 'rainy, raining, drizzle, 雨, 下雨, 大雨, 雨中, 小雨, 雨天',
  fog: 'foggy, mist, misty, haze, hazy, 雾, 大雾, 薄雾, 雾气, 迷雾, 雾中',
  storm: 'stormy, thunder, lightning, thunderstorm, tempest, 暴风雨, 风暴, 闪电, 雷雨, 雷暴, 雷电',
  clear: 'clear sky, cloudless, 晴朗, 晴空, 万里无云',
  clouds: 'cloudy, overcast, cloud, 云, 多云, 阴天, 云彩, 乌云, 白云',
  stars: 'starry, starry sky, starry night, milky way, starlight, 星星, 星空, 繁星, 满天星, 银河',
  aurora: 'northern lights, aurora borealis, 极光, 北极光',
  petals: 'cherry blossom, cherry blossoms, sakura, petals, 樱花, 花瓣, 落花',
  rainbow: '彩虹',
  autumn: 'fall, autumnal, fallen leaves, falling leaves, golden leaves, 秋天, 秋日, 秋季, 秋, 落叶, 红叶, 枫叶',
  fireflies: 'firefly, magical, magic, fairy, glowing particles, 萤火虫, 魔法, 梦幻, 奇幻',
}
for (const [value, words] of Object.entries(WEATHER_WORDS)) add(`${value}, ${words}`, { is: 'weather', value: value as Weather })
add('starry, starry sky, starry night, milky way, starlight, stars, 星空, 繁星, 满天星, 银河', { is: 'time', value: 'night' })
add('aurora, northern lights, aurora borealis, 极光, 北极光', { is: 'time', value: 'night' })

const STYLE_WORDS: Record<Style, string> = {
  painted: 'illustration, digital art, concept art, storybook, ghibli, anime, 插画, 插图, 绘本, 动漫, 吉卜力',
  cinematic: 'photo, photograph, photorealistic, realistic, photography, film still, movie, hyperrealistic, 电影, 电影感, 照片, 写实, 摄影, 真实, 电影质感',
  watercolor: 'watercolour, water color, aquarelle, 水彩, 水彩画',
  ink: 'ink wash, sumi-e, sumi, ink painting, chinese painting, calligraphy, 水墨, 水墨画, 国画, 中国画, 墨',
  flat: 'flat design, minimal, minimalist, minimalistic, vector, poster, simple, cartoon, 扁平, 极简, 简约, 矢量, 海报, 卡通, 扁平风格, 极简主义',
  lowpoly: 'low poly, low-poly, polygonal, polygon, 低多边形, 低面, 多边形',
  pixel: 'pixel art, pixelart, 8-bit, 8bit, 16-bit, retro game, 像素, 像素画, 像素风, 像素艺术',
  oil: 'oil painting, impressionist, impressionism, impasto, van gogh, monet, 油画, 印象派, 梵高, 莫奈',
  neon: 'neon lights, synthwave, vaporwave, glowing lines, 霓虹, 霓虹灯, 蒸汽波',
  lineart: 'line art, line drawing, sketch, pencil, drawing, outline, pen and ink, etching, engraving, 线稿, 素描, 线条, 铅笔画, 速写, 简笔画, 版画',
  isometric: 'isometric view, diorama, miniature, 等距, 等轴, 微缩, 等距视角',
  clay: 'claymation, plasticine, 3d render, 3d, toy, 黏土, 粘土, 玩具, 橡皮泥',
}
for (const [value, words] of Object.entries(STYLE_WORDS)) add(`${value}, ${words}`, { is: 'style', value: value as Style })

const PALETTE_WORDS: Record<Palette, string> = {
  warm: 'warm colors, warm colours, cozy, cosy, warm light, 暖色, 温暖, 暖色调, 温馨',
  cool: 'cold, cool colors, cool colours, icy, frozen, 冷色, 冷色调, 寒冷',
  pastel: 'pastels, pastel colors, soft colors, dreamy, kawaii, 粉彩, 柔和, 马卡龙, 梦幻色',
  neon: 'neon, synthwave, vaporwave, 霓虹',
  monochrome: 'black and white, black-and-white, greyscale, grayscale, b&w, noir, 黑白, 单色, 灰度',
  vivid: 'vibrant, colorful, colourful, saturated, bright colors, 鲜艳, 多彩, 五彩, 缤纷, 彩色',
  earthy: 'sepia, vintage, muted, rustic, retro, 复古, 大地色, 怀旧, 棕褐色',
  cyberpunk: 'cyber, futuristic, sci-fi, 赛博朋克, 科幻, 未来',
}
for (const [value, words] of Object.entries(PALETTE_WORDS)) add(`${value}, ${words}`, { is: 'palette', value: value as Palette })

const COLOUR_WORDS: Record<ColourName, string> = {
  red: 'crimson, scarlet, 红色, 红, 红色的, 赤, 深红',
  orange: 'amber, 橙色, 橙, 橘色, 橙色的, 橘',
  yellow: '黄色, 黄, 黄色的',
  green: 'emerald green, lime, 绿色, 绿, 绿色的, 翠绿, 碧绿, 青翠',
  teal: 'turquoise, cyan, aqua, 青色, 青, 青绿',
  blue: 'azure, navy, indigo, cobalt, 蓝色, 蓝, 蓝色的, 深蓝, 湛蓝',
  purple: 'violet, lavender purple, magenta, 紫色, 紫, 紫色的',
  pink: 'rose pink, 粉色, 粉红, 粉红色, 粉色的, 粉',
  brown: 'chocolate, 棕色, 棕, 褐色, 咖啡色, 棕色的',
  black: 'dark black, jet black, 黑色, 黑, 黑色的',
  white: 'snow white, ivory, 白色, 白, 白色的, 雪白',
  grey: 'gray, 灰色, 灰, 灰色的',
  gold: 'golden, 金色, 金, 金色的, 黄金',
  silver: 'silvery, chrome, 银色, 银, 银色的, 银白',
}
for (const [value, words] of Object.entries(COLOUR_WORDS)) add(`${value}, ${words}`, { is: 'colour', value: value as ColourName })

const COUNTS: [number, string][] = [
  [1, 'one, 1, single, lone, lonely, solitary, 一, 1, 一只, 一个, 一匹, 一条, 一朵, 一座, 一辆, 一艘, 一位, 一名, 一头, 一棵, 一把, 一本, 一颗, 一间, 一栋, 一幅, 孤独, 独自'],
  [2, 'two, 2, pair of, a pair of, couple of, a couple of, twin, 两, 二, 两只, 两个, 两匹, 两条, 两朵, 两座, 两辆, 两艘, 两位, 两名, 两头, 两棵, 一对, 双'],
  [3, 'three, 3, trio of, several, some, 三, 三只, 三个, 三匹, 三条, 三朵, 三座, 三辆, 三艘, 三位, 三头, 三棵, 几只, 几个, 几条, 几朵, 几头'],
  [4, 'four, 4, 四, 四只, 四个, 四匹, 四条, 四朵'],
  [5, 'five, 5, group of, a group of, many, family of, a family of, 五, 五只, 五个, 一群, 许多, 很多'],
  [7, 'six, seven, eight, nine, ten, 6, 7, 8, 9, 10, dozens of, flock of, a flock of, herd of, a herd of, school of, swarm of, 六只, 七只, 八只, 九只, 十只'],
]
for (const [value, words] of COUNTS) add(words, { is: 'count', value })

add('big, huge, giant, large, enormous, gigantic, massive, colossal, 巨大, 大, 巨型, 庞大, 巨大的', { is: 'size', value: 'big' })
add('small, tiny, little, mini, baby, cute little, 小, 小小的, 迷你, 微小', { is: 'size', value: 'small' })
add('sitting, sits, seated, sit, resting, 坐, 坐着, 坐在', { is: 'pose', value: 'sitting' })
add('flying, flies, soaring, floating, hovering, jumping, leaping, fly, 飞, 飞行, 飞翔, 飞过, 飞舞, 漂浮, 跳跃', { is: 'pose', value: 'flying' })
add('running, runs, run, walking, galloping, racing, 跑, 奔跑, 行走, 奔驰, 飞驰', { is: 'pose', value: 'running' })
add('riding, rides, ride, on horseback, 骑, 骑着, 骑在', { is: 'pose', value: 'riding' })
add('sleeping, asleep, sleepy, napping, sleeps, 睡觉, 睡着, 沉睡, 熟睡', { is: 'pose', value: 'sleeping' })
add('no, without, not, 没有, 无, 不要', { is: 'not' })
add('a, an, the, in, on, at, of, with, and, under, over, by, near, to, from, into, its, his, her, their, is, are, through, across, for, as, style, art, painting, picture, image, beautiful, stunning, amazing, background, scene, view, sky, standing, looking, next, beside, behind, between, very, high quality, detailed, masterpiece, best quality, 4k, 8k, colored, coloured, color, colour', { is: 'filler' })
add('的, 在, 里, 上, 下, 中, 和, 与, 着, 了, 是, 有, 一, 站, 站在, 风格, 风, 画, 图片, 图, 背景, 美丽, 漂亮, 可爱, 只, 个, 条, 匹, 场景, 色, 高清, 精美, 旁, 旁边, 边, 站着, 看着, 前, 后, 里面, 向, 地, 得, 天, 面, 一张, 调', { is: 'filler' })

const EMOJI: Partial<Record<SubjectName, string>> = {
  fox: '🦊', cat: '🐱, 🐈', dog: '🐶, 🐕', wolf: '🐺', rabbit: '🐰, 🐇', bear: '🐻', panda: '🐼', lion: '🦁', tiger: '🐯, 🐅', horse: '🐴, 🐎', unicorn: '🦄', deer: '🦌', elephant: '🐘', sheep: '🐑', cow: '🐮, 🐄', pig: '🐷, 🐖', mouse: '🐭, 🐹',
  giraffe: '🦒', dinosaur: '🦖, 🦕', dragon: '🐉, 🐲', bird: '🐦', owl: '🦉', penguin: '🐧', duck: '🦆', eagle: '🦅', fish: '🐟, 🐠', whale: '🐳, 🐋', shark: '🦈', dolphin: '🐬', turtle: '🐢', octopus: '🐙', butterfly: '🦋',
  astronaut: '👩‍🚀, 🧑‍🚀', robot: '🤖', wizard: '🧙', snowman: '⛄, ☃', house: '🏠, 🏡', castle: '🏰, 🏯', car: '🚗, 🚙', train: '🚂, 🚆', boat: '🛶', ship: '⛵, 🚢', rocket: '🚀', plane: '✈', balloon: '🎈', ufo: '🛸',
  tree: '🌳', pine: '🌲, 🎄', flower: '🌸, 🌹, 🌷, 🌻', mushroom: '🍄', cactus: '🌵', mountain: '🏔, ⛰', island: '🏝', planet: '🪐', cup: '☕', chair: '🪑', sword: '🗡', crystal: '💎', book: '📖, 📚', lantern: '🏮', apple: '🍎', pumpkin: '🎃', heart: '❤', star: '⭐', umbrella: '☂', cake: '🎂', guitar: '🎸', clock: '⏰',
}
for (const [value, faces] of Object.entries(EMOJI)) add(faces, { is: 'subject', value: value as SubjectName })
