/** The video creator as the API uses it: commands, and projects in the reader's language. */
import type { QuoteVideo, UnfinishedVideo, VideoProject, VideoProjectStatus, VideoQuote, VideoSummaryList } from '../../api/video-contract.ts'
import type { Engine } from '../../engine/types.ts'
import type { Locale } from '../../messages/locale.ts'
import { videoProgress } from '../../messages/studios/video-progress.ts'
import type { Models } from '../../providers/registry.ts'
import type { Advance } from '../continuations.ts'
import type { Outlook } from '../outlook.ts'
import { videoBuying, type InProject } from './buy.ts'
import { goOnAfterProduction } from './go-on.ts'
import { lastTouched, presentProject, presentStatus, presentSummary, presentUnfinished, titleOf, type PresentOptions } from './presenter.ts'
import { quoteOf } from './prices.ts'
import { waitingJob } from './progress.ts'
import { chooseModels, videoProjects } from './projects.ts'
import type { CommonRefusal } from '../refusals.ts'
import { listProjects, loadProject, type VideoRows } from './rows.ts'
import { scriptText } from './scenes.ts'
import { viewOf, type ProjectView } from './state.ts'

export type Video = ReturnType<typeof videoStudio>

/** how many of the newest projects are looked at for one that is not finished */
const unfinishedMax = 20

export function videoStudio(engine: Engine, models: Models, outlook: Outlook, { finalCredits }: { finalCredits: number }) {
  const { pool } = engine
  const toView = (rows: VideoRows) => viewOf(rows, models)

  async function options(views: readonly ProjectView[], locale: Locale): Promise<PresentOptions> {
    const waiting = views.flatMap((view) => waitingJob(view)?.id ?? [])
    const [durations, positions] = await Promise.all([outlook.durations(), outlook.positions(waiting)])
    return { locale, models, finalCredits, durations, positions, nowMs: Date.now() }
  }
  async function load({ accountId, projectId }: InProject): Promise<ProjectView | null> {
    const rows = await loadProject(pool, accountId, projectId)
    return rows && toView(rows)
  }
  const presented = <T>(present: (view: ProjectView, options: PresentOptions) => T) =>
    async (project: InProject, locale: Locale): Promise<T | null> => {
      const view = await load(project)
      return view && present(view, await options([view], locale))
    }

  return {
    projects: videoProjects(engine, models),
    buy: videoBuying(engine, models, finalCredits),
    goOn: goOnAfterProduction(engine, models) satisfies Advance,

    /** null where the account has no such project */
    project: presented<VideoProject>(presentProject),
    status: presented<VideoProjectStatus>(presentStatus),

    async list(accountId: string, page: { after: string | null; limit: number }, locale: Locale): Promise<VideoSummaryList> {
      const { projects, next } = await listProjects(pool, accountId, page)
      const views = projects.map(toView)
      const how = await options(views, locale)
      return { items: views.map((view) => presentSummary(view, how)), nextCursor: next }
    },

    /** The newest project that is not finished, unless it was offered since somebody last worked on it. */
    async unfinished(accountId: string, locale: Locale): Promise<UnfinishedVideo> {
      const { projects } = await listProjects(pool, accountId, { after: null, limit: unfinishedMax })
      const view = projects.map(toView).find((one) => {
        const { status } = one.chart
        return status !== 'COMPLETED' && status !== 'CANCELLED' && lastTouched(one) > Date.parse(one.rows.data.offeredAt ?? '1970-01-01')
      })
      return presentUnfinished(view, await options(view ? [view] : [], locale))
    },

    /** The script as a text to download, and what the file is called; null where there is none. */
    async script(project: InProject, locale: Locale): Promise<{ title: string; text: string } | null> {
      const view = await load(project)
      return view?.script ? { title: titleOf(view), text: scriptText(view.script.script, videoProgress[locale].text) } : null
    },

    /** What such a video would come to; nothing is created. */
    quote(wanted: QuoteVideo, available: number): VideoQuote | CommonRefusal {
      const chosen = chooseModels(models, wanted.models, wanted.narration)
      return 'fields' in chosen ? { type: 'invalid', fields: chosen.fields } : quoteOf(models, chosen, wanted, { finalCredits, available })
    },
  }
}
