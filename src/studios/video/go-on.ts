/** When the last clip of a production is there, all of it is put together: by the engine's side, whether anybody looks or not. */
import { isJobError } from '../../engine/errors.ts'
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { dropContinuation, type Advance } from '../continuations.ts'
import { tellChanged } from '../subject-changes.ts'
import { videoChanged } from './names.ts'
import { finalJob } from './plan.ts'
import { loadProject } from './rows.ts'
import { viewOf } from './state.ts'

/**
 * Submits the final of a production that has closed, once however often it is asked. Nothing where a piece is missing (a
 * person tries that again), where the film is there, or where the project was put away. Too few credits makes a job that has
 * failed and says so (C2).
 */
export function goOnAfterProduction(engine: Engine, models: Models): Advance {
  return async ({ jobId, accountId, subject }) => {
    const rows = await loadProject(engine.pool, accountId, subject.id)
    if (rows === null) return
    const view = viewOf(rows, models)
    // not an earlier one, nor where the final has begun already
    if (view.have !== 'clips' || view.root?.id !== jobId) return
    try {
      await engine.submit({ accountId, subject, jobs: [finalJob(view)], once: `final:${jobId}`, byEngine: true })
    } catch (error) {
      // what it says of itself is not right, and will not be right the next time either: the person finds all clips there
      if (!isJobError(error)) throw error
      await dropContinuation(engine.pool, [jobId])
      await tellChanged(engine.pool, { accountId, ...subject }, videoChanged)
    }
  }
}
