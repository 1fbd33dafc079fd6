import type { Job, Me } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import type { Locale } from '../../../messages/locale.ts'
import type { PaletteWords } from '../../../messages/palette.en.ts'
import { paletteWords } from '../../../messages/palette.ts'
import type { Messages } from '../../../messages/en.ts'
import { keyOf, placesFor, studios } from '../../app/studios.ts'
import type { BindingGroup } from '../../keys/bindings.ts'
import type { Theme } from '../../theme/theme.ts'
import type { IconName } from '../../ui/Icon.tsx'
import { placeOf } from '../notify/useTelling.ts'

export type Command = {
  id: string
  group: keyof PaletteWords['groups']
  label: string
  /** found by these too: the same in the other language, other names for it */
  also: string
  icon: IconName
  keys?: string
  job?: Job
  run(): void
}

export type Doing = {
  go(path: string): void
  setTheme(theme: Theme): void
  setLocale(locale: Locale): void
  sheet(): void
}

/** Names in both languages, so that a place is found whatever the page speaks. */
const otherNames: Record<keyof Messages['places'], string> = {
  imageTo3d: 'Image to 3D 图生3D picture model prompt 图片 模型',
  film: 'Film 电影 movie shots storyboard 分镜',
  video: 'Video 视频 script narration 脚本',
  photography: 'Photography 摄影 portrait photo 照片 人像 写真',
  library: 'Library 作品库 gallery files favourites 图库 收藏',
  activity: 'Activity 活动记录 jobs queue history 任务 队列',
  operations: 'Operations 运维 admin lanes 管理',
}

/** Everything the palette offers, the page's own first. */
export function commandsFor(o: {
  m: Messages
  locale: Locale
  me: Me
  recent: readonly Job[]
  bindings: readonly BindingGroup[]
  doing: Doing
}): Command[] {
  const { m, locale, me, recent, bindings, doing } = o
  const w = paletteWords[locale]
  const other = paletteWords[locale === 'en' ? 'zh-CN' : 'en']
  const go = (id: string, label: string, also: string, icon: IconName, path: string, keys?: string): Command => ({
    id: `go ${id}`,
    group: 'go',
    label: w.goTo(label),
    also,
    icon,
    run: () => doing.go(path),
    ...(keys && { keys }),
  })
  const seen = new Set<string>()
  return [
    ...bindings
      .filter((group) => group.name !== m.keys.anywhere)
      .flatMap((group) => group.bindings)
      .map(({ keys, label, run }): Command => ({ id: `page ${keys}`, group: 'page', label, also: '', icon: 'keyboard', keys, run })),
    ...studios.map(({ id, icon, path }): Command => ({
      id: `begin ${id}`,
      group: 'begin',
      label: w.begin(m.places[id].name),
      also: `${other.begin('')} ${otherNames[id]} create 新建`,
      icon,
      run: () => doing.go(path),
    })),
    go('start', m.start.title, `${other.start} home 首页`, 'home', '/', 'g s'),
    ...placesFor(me.role).map(({ id, icon, path }) => go(id, m.places[id].name, otherNames[id], icon, path, `g ${keyOf[id]}`)),
    ...(['open', 'failed'] as const).map((status) =>
      go(
        `activity ${status}`,
        `${m.places.activity.name}, ${activityWords[locale].states[status]}`,
        `${otherNames.activity} ${activityWords[locale === 'en' ? 'zh-CN' : 'en'].states[status]}`,
        'activity',
        `/activity?status=${status}`,
      ),
    ),
    go('credits', w.credits, `${other.credits} ledger balance 余额 账单`, 'check', '/credits'),
    ...recent
      .filter(({ subject }) => !seen.has(subject.id) && seen.add(subject.id))
      .map((job): Command => ({
        id: `recent ${job.jobId}`,
        group: 'recent',
        label: job.title ?? job.what,
        also: job.what,
        icon: 'history',
        job,
        run: () => doing.go(placeOf(job)),
      })),
    ...(['system', 'dark', 'light'] as const).map((theme): Command => ({
      id: `theme ${theme}`,
      group: 'settings',
      icon: 'theme',
      run: () => doing.setTheme(theme),
      label: w.theme({ system: m.app.themeSystem, dark: m.app.themeDark, light: m.app.themeLight }[theme]),
      also: `${other.theme('')} theme ${theme} ${{ system: '跟随系统', dark: '深色', light: '浅色' }[theme]}`,
    })),
    ...(['en', 'zh-CN'] as const).map((language): Command => ({
      id: `language ${language}`,
      group: 'settings',
      icon: 'language',
      run: () => doing.setLocale(language),
      label: w.language(language === 'en' ? 'English' : '简体中文'),
      also: `${other.language('')} ${language === 'en' ? 'english 英文' : 'chinese 中文'}`,
    })),
    {
      id: 'sheet',
      group: 'settings',
      label: w.sheet,
      also: `${other.sheet} keyboard 键盘`,
      icon: 'keyboard',
      keys: '?',
      run: () => doing.sheet(),
    },
    {
      id: 'docs',
      group: 'settings',
      label: w.apiDocs,
      also: `${other.apiDocs} developer 开发`,
      icon: 'arrow',
      run: () => location.assign('/api/docs'),
    },
  ]
}
