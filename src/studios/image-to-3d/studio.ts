/** The image-to-3D studio as the API uses it: commands, and tasks in the reader's language. */
import type { Task, TaskStatus } from '../../api/contract.ts'
import type { Engine } from '../../engine/types.ts'
import type { Locale } from '../../messages/locale.ts'
import type { Outlook } from '../outlook.ts'
import { imageTo3dCommands, type Commands, type CreatedTask } from './commands.ts'
import { imageGeneration, imageSet } from './names.ts'
import type { Models } from '../../providers/registry.ts'
import { presentTask, waitingJob } from './presenter.ts'
import { pricesFor, type TaskModels, type TaskPrices } from './prices.ts'
import { listTasks, loadTask, type JobRow, type TaskRows } from './rows.ts'
import { viewOf } from './state.ts'

export type TaskPage = { items: Task[]; nextCursor: string | null }
export type ImageTo3d = {
  /** what a task would cost with these models, or the default ones */
  prices(wanted?: TaskModels): TaskPrices
  commands: Commands
  /** null where the account has no such task */
  task(accountId: string, taskId: string, locale: Locale): Promise<Task | null>
  tasks(accountId: string, page: { after: string | null; limit: number; status?: TaskStatus | undefined }, locale: Locale): Promise<TaskPage>
  /** the task as its own creation left it, without reading it back */
  presentCreated(created: CreatedTask, locale: Locale): Task
}

/** A filter by status reads tasks to derive it; so many pages at most, then the caller goes on from the cursor. */
const filterPagesMax = 4

export function imageTo3dStudio(engine: Engine, models: Models, outlook: Outlook): ImageTo3d {
  const { pool } = engine
  const prices = (wanted?: TaskModels) => pricesFor(models, wanted).prices

  async function present(rows: TaskRows[], locale: Locale): Promise<Task[]> {
    const views = rows.map(viewOf)
    const waiting = views.flatMap((view) => waitingJob(view)?.id ?? [])
    const [durations, positions] = await Promise.all([outlook.durations(), outlook.positions(waiting)])
    const nowMs = Date.now()
    return views.map((view) => presentTask(view, { locale, prices: prices(view.madeWith), durations, positions, nowMs }))
  }

  return {
    prices,
    commands: imageTo3dCommands(engine, models),
    async task(accountId, taskId, locale) {
      const rows = await loadTask(pool, accountId, taskId)
      return rows === null ? null : ((await present([rows], locale))[0] ?? null)
    },
    async tasks(accountId, { after, limit, status }, locale) {
      const items: Task[] = []
      let cursor = after
      for (let page = 0; page < (status === undefined ? 1 : filterPagesMax); page++) {
        const { tasks, next } = await listTasks(pool, accountId, { after: cursor, limit })
        for (const task of await present(tasks, locale)) if (status === undefined || task.status === status) items.push(task)
        if (next === null || status === undefined) return { items, nextCursor: next }
        // a filtered page may hold more than was asked for rather than lose a place between two pages
        cursor = next
        if (items.length >= limit) break
      }
      return { items, nextCursor: cursor }
    },
    presentCreated(created, locale) {
      const now = prices(created.data.models)
      const view = viewOf(rowsOfCreated(created, now))
      return presentTask(view, { locale, prices: now, durations: outlook.lastDurations(), positions: new Map(), nowMs: created.createdAt.getTime() })
    },
  }
}

/** The rows that the submit just wrote, as its caller knows them: nothing can have run before the answer left. */
function rowsOfCreated({ taskId, createdAt, data, setId, jobIds }: CreatedTask, prices: TaskPrices): TaskRows {
  const common = {
    subject_id: taskId, retry_of: null, progress: 0, cancel_requested: false, error_code: null, error_params: null,
    created_at: createdAt, closed_at: null, files: null, ledger: null,
  }
  const set: JobRow = { ...common, id: setId, parent_id: null, kind: imageSet, status: 'processing', phase: 'children', input: null }
  const jobs = jobIds.map((id, index): JobRow => ({
    ...common, id, parent_id: setId, kind: imageGeneration, status: 'pending', phase: 'queued', input: { index },
    ledger: prices.image === 0 ? null : [{ kind: 'hold', available: -prices.image, held: prices.image }],
  }))
  return { subject: { id: taskId, created_at: createdAt, data }, jobs: [...jobs.toReversed(), set] }
}
