import type { FilmAsset, FilmBatch, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import { api } from '../../api/client.ts'
import { Bar } from '../../ui/Bar.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { newKey } from '../../../client/http.ts'
import { buying, useAct } from './act.ts'
import { dismiss, useDismissed } from './dismissed.ts'
import { filmApi } from './queries.ts'
import { sumOf } from './status.tsx'
import { useFilmWords } from './words.ts'

/** The one bar of everything that was asked for together; afterwards what of it failed, and the way to try that again. */
export function BatchBars({ film }: { film: FilmProject }) {
  return film.batches.map((batch) =>
    batch.status === 'processing' || batch.status === 'pending' ? <Running key={batch.jobId} film={film} batch={batch} /> : <Ended key={batch.jobId} film={film} batch={batch} />,
  )
}

function Running({ film, batch }: { film: FilmProject; batch: FilmBatch }) {
  const w = useFilmWords()
  const act = useAct(film.id)
  return (
    <section aria-label={w.batch.label(batch.of, batch.total)} data-batch={batch.of} className="card grid gap-2 p-3 shadow-card">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="flex items-center gap-2 font-medium">
          <Lamp tone="developing" />
          {w.batch.label(batch.of, batch.total)}
        </span>
        <span className="num text-muted">{w.batch.facts(batch.completed, batch.total, batch.failed)}</span>
        <span className="num ml-auto text-muted" data-batch-percent>
          {batch.progress}%
        </span>
        {batch.cancelRequested ? (
          <span className="text-amber">{w.batch.cancelling}</span>
        ) : (
          <Confirm
            trigger={
              <Button look="quiet" className="-my-1.5 px-2 text-sm">
                {w.batch.cancel}
              </Button>
            }
            title={w.batch.cancelTitle}
            body={w.batch.cancelBody}
            confirm={w.batch.cancelConfirm}
            keep={w.batch.keep}
            onConfirm={() => act.mutate(() => api.http<void>('POST', `/api/jobs/${batch.jobId}/cancel`, { body: {}, idempotencyKey: newKey() }).then(() => {}))}
          />
        )}
      </div>
      <Bar percent={batch.progress} label={w.batch.label(batch.of, batch.total)} />
    </section>
  )
}

/** What of a batch failed and has not been asked for since. */
export const failedOf = (film: FilmProject, batch: FilmBatch): (FilmAsset | FilmShot)[] =>
  (batch.of === 'shots' ? film.shots : film.assets).filter(({ runtime }) => runtime.batchId === batch.jobId && runtime.status === 'failed')

function Ended({ film, batch }: { film: FilmProject; batch: FilmBatch }) {
  const w = useFilmWords()
  const buy = useAct(film.id)
  const dismissed = useDismissed()
  const failed = failedOf(film, batch)
  if (dismissed.includes(batch.jobId) || failed.length === 0) return null
  const sum = sumOf(failed)
  return (
    <section aria-label={w.batch.failed(batch.of, failed.length)} className="hatch grid gap-2 rounded-xl border border-line-strong p-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="flex items-center gap-2 font-medium text-fault">
          <Lamp tone="failed" />
          {w.batch.failed(batch.of, failed.length)}
        </span>
        <span className="text-muted">{w.batch.refunded}</span>
        <span className="ml-auto flex flex-wrap gap-2">
          <Button look="quiet" className="px-3 text-sm" onClick={() => dismiss(batch.jobId)}>
            {w.batch.dismiss}
          </Button>
          <Button
            className="text-sm"
            busy={buy.isPending}
            onClick={() =>
              buy.mutate(() =>
                buying(`retry ${batch.of}`, failed, (idempotencyKey) => filmApi.generateFilm(film.id, { of: batch.of, ids: failed.map(({ id }) => id), quotedCredits: sum }, { idempotencyKey })),
              )
            }
          >
            {w.batch.retry(failed.length)}
            <Price>{w.price(sum)}</Price>
          </Button>
        </span>
      </div>
      <ProblemNote error={buy.error} />
    </section>
  )
}
