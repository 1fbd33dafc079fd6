/** Videos on the pages of all studios: a job is stopped and made again by the rules of its project. */
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { againInProjects, type Again } from '../again.ts'
import { ordinaryPort, type KnownJob, type StudioPort } from '../port.ts'
import type { Paid } from './buy.ts'
import { sceneRewrite, storyboardImage, videoSubject } from './names.ts'
import { pricesOf } from './prices.ts'
import { loadProject } from './rows.ts'
import { concerns, viewOf, type ProjectView } from './state.ts'
import { eventsOf, isOpen, retryOf } from './statechart.ts'
import type { Video } from './studio.ts'

export function videoPort(engine: Engine, models: Models, video: Video, finalCredits: number): StudioPort {
  const { pool } = engine
  const load = async (accountId: string, projectId: string): Promise<ProjectView | null> => {
    const rows = await loadProject(pool, accountId, projectId)
    return rows && viewOf(rows, models)
  }

  /** With the words of now: a stage that has moved on, or a scene that was edited, is not made again from here. */
  function againOf(view: ProjectView, job: KnownJob): Again | null {
    const prices = () => pricesOf(view, models, finalCredits)
    const can = eventsOf(view.chart, view.cancelRequested)
    const again = (credits: number | null, run: (request: Paid) => ReturnType<Again['run']>): Again | null =>
      credits === null ? null : { credits, run: (target) => run({ ...target, quotedCredits: credits }) }
    if (view.root?.id === job.id && view.chart.stage !== null && can.includes('retry')) {
      const { script, storyboard, video: all } = prices()
      const credits = { script, storyboard: storyboard.credits, video: all.credits }[retryOf(view.chart.stage) as 'script' | 'storyboard' | 'video']
      return again(credits, (request) => video.buy.retry(request))
    }
    if (job.isParent) return null
    // one scene's text or picture; of a production all that is missing is made together
    for (const { scene, picture, rewrite } of view.scenes) {
      const target = (request: Paid) => ({ ...request, sceneId: scene.id })
      if (job.kind === sceneRewrite && rewrite?.id === job.id && can.includes('rewrite')) return again(prices().rewrite, (request) => video.buy.rewrite(target(request)))
      if (job.kind === storyboardImage && picture.newest?.id === job.id && !picture.fresh && concerns(picture) && can.includes('picture'))
        return again(prices().picture, (request) => video.buy.picture(target(request)))
    }
    return null
  }

  return {
    ...ordinaryPort(engine, [videoSubject]),
    ...againInProjects(pool, { load, againOf }),
    async cancel({ accountId, job }) {
      const view = await load(accountId, job.subject.id)
      const row = view?.rows.jobs.find(({ id }) => id === job.id)
      if (!view || row === undefined) return { type: 'not_found' }
      if (row.cancel_requested && isOpen(row.status)) return { type: 'done' }
      if (!isOpen(row.status)) return { type: 'illegal' }
      // what is stopped as a whole does not go on by itself
      if (view.rows.continuing.includes(row.id)) {
        const result = await video.projects.cancel({ accountId, projectId: view.rows.id })
        return result.type === 'done' || result.type === 'not_found' ? { type: result.type } : { type: 'illegal' }
      }
      const result = await engine.cancel({ accountId, jobId: row.id })
      if (result.type === 'not_found') return { type: 'not_found' }
      return result.type === 'closed' && result.status !== 'cancelled' ? { type: 'illegal' } : { type: 'done' }
    },
  }
}
