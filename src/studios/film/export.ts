/** Asking for the film as one MP4. What is put together is fixed when it is asked for; edits after that do not reach it. */
import { createHash } from 'node:crypto'
import type { FilmTransition } from '../../api/film-contract.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import type { ExportInput } from './export-kind.ts'
import { nameOf } from './generate.ts'
import type { InFilm } from './items.ts'
import { filmExport, filmSubject } from './names.ts'
import type { Idempotency } from '../port.ts'
import { answeredBefore, refusalOf } from '../refusals.ts'
import type { CommandResult } from './refusals.ts'
import { loadFilm } from './rows.ts'
import { viewOf, type FilmView } from './state.ts'
import { exportEventsOf, isOpen } from './statechart.ts'

export type ExportRequest = InFilm & { transition: FilmTransition; idempotency?: Idempotency | undefined }

/** Names a cut: the same clips in the same order with the same transitions. */
export const exportDigest = (view: FilmView, transition: FilmTransition): string =>
  createHash('sha256')
    .update(JSON.stringify([transition, view.rows.data.aspect, view.shots.map(({ content }) => content?.file.id ?? null)]))
    .digest('base64url')
    .slice(0, 22)

export function filmExports(engine: Engine) {
  const { pool } = engine

  return async function exportFilm(request: ExportRequest): Promise<CommandResult> {
    const { accountId, projectId, transition, idempotency } = request
    const before = await answeredBefore(pool, accountId, idempotency)
    if (before !== null) return before
    const rows = await loadFilm(pool, accountId, projectId)
    if (rows === null) return { type: 'not_found' }
    const view = viewOf(rows)
    const { cut, exports, exportWork } = view
    if (cut.status === 'empty') return { type: 'blocked', code: 'film_empty', items: [] }
    if (cut.status === 'missing') return { type: 'blocked', code: 'film_incomplete', items: cut.missing.map((shot) => nameOf(view, shot)) }

    const madeOf = exportDigest(view, transition)
    const same = exports.filter((job) => job.made_of === madeOf)
    const there = same.find((job) => isOpen(job.status) || (job.status === 'completed' && job.files !== null))
    if (there !== undefined) return { type: 'done', jobId: there.id }
    const can = exportEventsOf(cut.status, exportWork, exports[0]?.cancel_requested)
    if (!can.includes('export')) return { type: 'illegal', event: 'export', status: exportWork, can }

    const input: ExportInput = {
      madeOf,
      cut: { name: rows.data.name, transition, shots: view.shots.length, aspect: rows.data.aspect },
      clips: view.shots.map(({ content, row }) => ({
        shotId: row.id,
        fileId: content?.file.id ?? '',
        storageKey: content?.file.storage_key ?? '',
      })),
    }
    // one that was exported and whose file is gone does not stand in the way
    const lost = same.filter((job) => job.status === 'completed').length
    const newest = exports[0]
    const again = newest !== undefined && (newest.status === 'failed' || newest.status === 'cancelled')
    const result = await engine.submit({
      accountId,
      subject: { kind: filmSubject, id: projectId },
      jobs: [{ id: newId(), kind: filmExport, input, ...(again && { retryOf: newest.id }) }],
      once: `export:${madeOf}:${lost}`,
      ...(idempotency && { idempotency }),
    })
    return result.type === 'refused' ? refusalOf(result) : { type: 'done', jobId: result.jobId }
  }
}
