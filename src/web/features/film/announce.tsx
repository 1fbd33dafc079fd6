import { useEffect, useRef } from 'react'
import type { FilmProject, FilmStatus } from '../../../api/film-contract.ts'
import { useFilmWords } from './words.ts'

/**
 * Tells people who do not see the page what happened, per stage and never per percent. Of a batch its beginning and its
 * end are told, not each of its parts.
 */
export function Announcer({ film }: { film: FilmProject }) {
  const w = useFilmWords()
  const output = useRef<HTMLOutputElement>(null)
  const known = useRef<{ items: Map<string, FilmStatus>; batches: Map<string, string>; exports: Map<string, string> } | null>(null)
  useEffect(() => {
    const before = known.current
    known.current = {
      items: new Map([...film.shots, ...film.assets].map(({ id, runtime }) => [id, runtime.status])),
      batches: new Map(film.batches.map(({ jobId, status }) => [jobId, status])),
      exports: new Map(film.exports.map(({ jobId, status }) => [jobId, status])),
    }
    if (before === null) return
    const words: string[] = []
    for (const batch of film.batches) {
      const was = before.batches.get(batch.jobId)
      const open = batch.status === 'processing' || batch.status === 'pending'
      if (was === undefined && open) words.push(w.batch.started(batch.of, batch.total))
      else if (was !== undefined && was !== batch.status && !open) words.push(w.batch.ended(batch.completed, batch.total, batch.failed))
    }
    const inBatch = new Set(film.batches.map(({ jobId }) => jobId))
    const changed = ({ id, runtime }: { id: string; runtime: FilmProject['shots'][number]['runtime'] }) =>
      before.items.has(id) && before.items.get(id) !== runtime.status && !(runtime.batchId !== null && inBatch.has(runtime.batchId))
    for (const shot of film.shots) if (changed(shot)) words.push(w.said.shot(shot.number, w.progress.shot[shot.runtime.status]))
    for (const asset of film.assets) if (changed(asset)) words.push(w.said.asset(asset.name, w.progress.asset[asset.runtime.status]))
    for (const one of film.exports) {
      const was = before.exports.get(one.jobId)
      if (was !== undefined && was !== one.status && one.status !== 'processing') words.push(w.said.export(one.message))
    }
    if (words.length > 0 && output.current !== null) output.current.textContent = words.join('. ')
  }, [film, w])
  return <output ref={output} aria-live="polite" className="sr-only" />
}
