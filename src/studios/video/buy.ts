/**
 * Buying what a step needs: only what is missing or stale. Reading the project, deciding and submitting are three moments,
 * and two people may press at once; so every purchase in a project bears the name "after the newest one I saw". The engine
 * lets one of that name through. The other reads again, and finds that what it wants is under way.
 */
import type { VideoEvent } from '../../api/video-contract.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine, Submission } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { dropContinuation, noteContinuation } from '../continuations.ts'
import type { Idempotency } from '../port.ts'
import { answeredBefore, refusalOf, type CommonRefusal, type Done } from '../refusals.ts'
import { production, storyboardSet, videoScript, videoSubject } from './names.ts'
import { finalJob, isBusy, picturesPlan, productionPlan, rewritePlan, scriptPlan, storyboardPlan, unpictured, type Plan } from './plan.ts'
import { loadProject } from './rows.ts'
import { viewOf, type ProjectView, type SceneView } from './state.ts'
import { eventsOf, isOpen, retryOf } from './statechart.ts'

export type InProject = { accountId: string; projectId: string }
export type CommandResult = Done | CommonRefusal
export type Paid = InProject & {
  /** the sum that was shown */
  quotedCredits?: number | undefined
  idempotency?: Idempotency | undefined
}

/** What a step comes to: nothing to buy because it is there or under way, or jobs, under a parent of this kind. */
type Step = { type: 'there' } | { type: 'buy'; plan: Plan; parent?: string; /** what the last of it costs, started later by itself */ later?: number } | CommonRefusal

const triesMax = 10

export const illegal = ({ chart, cancelRequested }: ProjectView, event: VideoEvent): CommonRefusal => ({
  type: 'illegal',
  event,
  status: chart.status,
  can: eventsOf(chart, cancelRequested),
})

export function videoBuying(engine: Engine, models: Models, finalCredits: number) {
  const { pool } = engine

  async function buy(request: Paid, event: VideoEvent, stepOf: (view: ProjectView) => Step): Promise<CommandResult> {
    const { accountId, projectId, quotedCredits, idempotency } = request
    for (let tries = 0; tries < triesMax; tries++) {
      const before = await answeredBefore(pool, accountId, idempotency)
      if (before !== null) return before
      const rows = await loadProject(pool, accountId, projectId)
      if (rows === null) return { type: 'not_found' }
      const view = viewOf(rows, models)
      const step = stepOf(view)
      if (step.type === 'there') return { type: 'done' }
      if (step.type !== 'buy') return step
      if (!eventsOf(view.chart).includes(event)) return illegal(view, event)
      const { plan, parent, later = 0 } = step
      if (plan.type === 'invalid') return plan
      const credits = plan.credits + later
      if (quotedCredits !== undefined && quotedCredits !== credits) return { type: 'price_changed', credits }

      const parentId = newId()
      const subject = { kind: videoSubject, id: projectId }
      const goesOn = parent === production
      if (goesOn) await noteContinuation(pool, { jobId: parentId, accountId, subject })
      const result = await engine.submit({
        accountId,
        subject,
        jobs: plan.jobs.map(({ price: _price, ...job }) => job),
        ...(parent !== undefined && { parent: { id: parentId, kind: parent, policy: 'some' as const, ...retried(view, parent) } }),
        once: `after:${view.newestRoot?.id ?? 'nothing'}`,
        ...(idempotency && { idempotency }),
      } satisfies Submission)
      if (result.type === 'created') return { type: 'done', jobId: result.jobId }
      if (goesOn) await dropContinuation(pool, [parentId])
      if (result.type === 'refused') return refusalOf(result)
      // somebody bought something since this was read: read again
    }
    return { type: 'conflict' }
  }

  const sceneOf = (view: ProjectView, sceneId: string): SceneView | undefined => view.scenes.find(({ scene }) => scene.id === sceneId)

  const commands = {
    /** A script for the brief as it stands; the one before stays in the record. */
    script: (request: Paid) =>
      buy(request, 'script', ({ rows, doing, root }) =>
        doing === 'script' && root !== null && isOpen(root.status)
          ? { type: 'there' }
          : { type: 'buy', plan: scriptPlan(rows.data, models, rows.jobs.find((job) => job.kind === videoScript)) },
      ),

    /** Another text of one scene. */
    rewrite: (request: Paid & { sceneId: string }) =>
      buy(request, 'rewrite', (view) => {
        const scene = sceneOf(view, request.sceneId)
        if (scene === undefined) return { type: 'not_found' }
        if (scene.rewrite !== null && isOpen(scene.rewrite.status)) return { type: 'there' }
        return { type: 'buy', plan: rewritePlan(view, models, scene) }
      }),

    /** One picture, made anew. */
    picture: (request: Paid & { sceneId: string; seed?: number | undefined }) =>
      buy(request, 'picture', (view) => {
        const scene = sceneOf(view, request.sceneId)
        if (scene === undefined) return { type: 'not_found' }
        return isBusy(scene.picture) ? { type: 'there' } : { type: 'buy', plan: picturesPlan(view, models, [scene], request.seed) }
      }),

    /** Every picture that is missing or stale. With the version of the script that was confirmed, only for that one. */
    storyboard: (request: Paid & { scriptVersion?: string | undefined }) =>
      buy(request, 'storyboard', (view) => {
        if (request.scriptVersion !== undefined && view.script !== null && request.scriptVersion !== view.script.version) return { type: 'conflict' }
        if (view.scenes.length > 0 && unpictured(view).length === 0) return { type: 'there' }
        return { type: 'buy', plan: storyboardPlan(view, models), parent: storyboardSet }
      }),

    /** Every clip and spoken text that is missing or stale; all of it is put together by itself when they are there. */
    video: (request: Paid) =>
      buy(request, 'video', (view) => {
        if (view.chart.status === 'GENERATING_VIDEO' || view.have === 'film') return { type: 'there' }
        if (view.have === 'clips') return { type: 'buy', plan: { type: 'plan', jobs: [{ ...finalJob(view), price: finalCredits }], credits: finalCredits } }
        return { type: 'buy', plan: productionPlan(view, models), parent: production, later: finalCredits }
      }),

    /** Makes again what failed or was stopped: whatever of that stage is missing. */
    async retry(request: Paid): Promise<CommandResult> {
      const before = await answeredBefore(pool, request.accountId, request.idempotency)
      if (before !== null) return before
      const rows = await loadProject(pool, request.accountId, request.projectId)
      if (rows === null) return { type: 'not_found' }
      const view = viewOf(rows, models)
      // a second click: what it asks for is under way
      if (view.root !== null && isOpen(view.root.status) && view.parts.some((job) => job.retry_of !== null)) return { type: 'done' }
      if (!view.chart.can.includes('retry') || view.chart.stage === null) return illegal(view, 'retry')
      return await commands[retryOf(view.chart.stage) as 'script' | 'storyboard' | 'video'](request)
    },
  }
  return commands
}

/** A stage made again names the one before, so that it is not offered twice. */
function retried({ root, chart }: ProjectView, parent: string): { retryOf?: string } {
  return root !== null && root.kind === parent && (chart.status === 'FAILED' || chart.status === 'CANCELLED') ? { retryOf: root.id } : {}
}
