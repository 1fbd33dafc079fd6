import type { Tongue } from '../types.ts'

/** Short breaths between longer sentences, and what is left to say where there is little time. */
export const shorts: Tongue['shorts'] = [
  '停一下 | 先停一下，看。 | {t}，{s}',
  '就是它 | 就是这一刻。 | {t}，{s}',
  '再近些 | 再走近一点。 | {t}，{s}',
  '听 | 听，它在说话。 | {t}，{s}',
  '不急 | 不急，好的都慢。 | {t}，{s}',
  '一点点 | 一点点，又一点点。 | {t}，{s}',
  '看手 | 看那双手。 | {t}，{s}',
  '光 | 光进来了。 | {t}，{s}',
  '换个方向 | 换个方向，再看一遍。 | {t}，{s}',
  '然后 | 然后，事情变了。 | {t}，{s}',
  '从头来 | 不对，就从头来。 | {t}，{s}',
  '够了 | 其实，这样就够了。 | {t}，{s}',
  '还在 | 它还在那里。 | {t}，{s}',
  '一个人 | 一个人做，许多人记得。 | {t}，{s}',
  '想一想 | 想一想，你会怎么选？ | {t}，{s}',
  '天亮了 | 天亮了，接着来。 | {t}，{s}',
]

/** For topics that are questions or say how something is done: they are asked as they stand. */
export const questions: Tongue['questions'] = {
  hook: ['先问清楚 | {q}听着简单，真要答，得从头说起。 | {t}，{s}', '好问题 | {q}好问题。多数回答，都晚了一步才开始。 | {t}，{s}', '问过吗 | {q}这句话，人人会问，少有人等到答案。 | {t}，{s}'],
  address: {
    everyone: [],
    children: ['准备好了吗 | 嘿，就是你！想不想知道？那就跟上来。 | {t}，明亮可爱，{s}'],
    students: ['写给你 | 写给{a}：短的版本，没有脚注。 | {t}，{s}'],
    beginners: ['从这里开始 | {a}放心，什么都不用会，这样反而好。 | {t}，{s}'],
    experts: ['短版本 | 给{a}：你懂的我们跳过，快闷的时候就停。 | {t}，{s}'],
    customers: ['给你 | 这一支是给{a}的，只说大白话。 | {t}，{s}'],
    parents: ['睡前 | 给{a}：睡前总会被问到的那一句，这次有得答了。 | {t}，柔和温馨，{s}'],
    elders: ['慢慢说 | 给{a}：不着急，我们从头说起。 | {t}，{s}'],
  },
  middle: ['回到问题 | 回到开头那句：{q} | {t}，{s}', '再问 | 换个人来问：{q}答案会不会变？ | {t}，{s}'],
  close: ['现在你知道了 | {q}现在你有了答案的开头，剩下的，动手就知道。 | {t}，{s}', '留着它 | {q}答案会变旧，问题不会。留着它。 | {t}，{s}'],
}
