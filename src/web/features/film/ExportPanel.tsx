import { useState } from 'react'
import type { FilmExport, FilmProject, FilmTransition } from '../../../api/film-contract.ts'
import { newKey } from '../../../client/http.ts'
import { api } from '../../api/client.ts'
import { clock, dateTime, fileSize, span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Bar } from '../../ui/Bar.tsx'
import { Button, buttonClass, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { buying, useAct, type Act } from './act.ts'
import { Clip } from './Clip.tsx'
import { Select } from '../../ui/Field.tsx'
import { filmApi } from './queries.ts'
import { ErrorNote } from './ShotInspector.tsx'
import { useFilmWords } from './words.ts'

const transitions: FilmTransition[] = ['cut', 'crossfade', 'fade']
const isOpen = ({ status }: FilmExport): boolean => status === 'pending' || status === 'processing'

/** From the cut to one MP4, how far that is, and every export there was. */
export function ExportPanel({ film, onShots }: { film: FilmProject; onShots: (ids: string[]) => void }) {
  const w = useFilmWords()
  const act = useAct(film.id)
  const [transition, setTransition] = useState<FilmTransition>(film.exports[0]?.transition ?? 'cut')
  const { cut } = film
  const running = film.exports.find(isOpen)
  const ended = film.exports.filter((one) => !isOpen(one))
  const numbers = film.shots.filter(({ id }) => cut.missing.includes(id)).map(({ number }) => number)
  const start = () =>
    act.mutate(() => buying(`export ${transition} ${film.exports[0]?.jobId ?? ''}`, film.shots, (idempotencyKey) => filmApi.exportFilm(film.id, { transition }, { idempotencyKey })))

  return (
    <section aria-labelledby="export" className="card grid gap-4 p-4 shadow-card lg:sticky lg:top-20">
      <div>
        <h2 id="export" className="text-lg">
          {w.export.title}
        </h2>
        <p className="text-sm text-muted">{w.export.lead}</p>
      </div>
      {running ? (
        <Running one={running} act={act} />
      ) : (
        <>
          <Select label={w.export.transition} value={transition} options={transitions.map((t) => ({ value: t, label: w.export.transitions[t] }))} onChange={setTransition} />
          <Button look="primary" busy={act.isPending} disabled={!film.can.includes('export')} onClick={start}>
            {film.exports.some(({ status }) => status === 'completed') ? w.export.again : w.export.start}
            <Price>{w.price(film.exportPrice)}</Price>
          </Button>
          {cut.status === 'empty' && <p className="text-sm text-muted">{w.export.empty}</p>}
          {cut.status === 'missing' && (
            <div className="text-sm text-amber">
              {w.export.missing(numbers.length, numbers.slice(0, 12).join(', ') + (numbers.length > 12 ? ' …' : ''))}{' '}
              <button type="button" className="link min-h-8 font-medium" onClick={() => onShots(cut.missing)}>
                {w.export.notReady}
              </button>
            </div>
          )}
        </>
      )}
      <ProblemNote error={act.error} />
      {(ended.length > 0 || running === undefined) && (
        <div>
          <h3 className="label mb-2">{w.export.versions}</h3>
          {ended.length === 0 ? (
            <p className="text-sm text-faint">{w.export.none}</p>
          ) : (
            <ul className="grid gap-3">
              {ended.map((one) => (
                <Exported key={one.jobId} film={film} one={one} />
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  )
}

function Running({ one, act }: { one: FilmExport; act: Act }) {
  const w = useFilmWords()
  const { m, locale } = useI18n()
  return (
    <div className="grid gap-2" data-export={one.status}>
      <p className="num text-sm font-medium">{one.message}</p>
      <Bar percent={one.progress} label={one.message} waiting={one.status === 'pending'} />
      {one.eta && <p className="num text-sm text-muted">{m.task.eta(span(locale, one.eta.secondsLow), span(locale, one.eta.secondsHigh))}</p>}
      <p className="text-sm text-muted">{w.export.running}</p>
      {!one.cancelRequested && (
        <Button onClick={() => act.mutate(() => api.http<void>('POST', `/api/jobs/${one.jobId}/cancel`, { body: {}, idempotencyKey: newKey() }).then(() => {}))}>{w.export.cancel}</Button>
      )}
    </div>
  )
}

function Exported({ film, one }: { film: FilmProject; one: FilmExport }) {
  const w = useFilmWords()
  const { locale } = useI18n()
  return (
    <li data-export={one.status} className="grid gap-2 border-t border-line pt-3 first:border-t-0 first:pt-0">
      <div className="flex items-baseline justify-between gap-2 text-sm">
        <span className={one.status === 'failed' ? 'text-fault' : 'font-medium'}>{one.status === 'completed' ? (one.current ? w.export.current : w.export.older) : one.message}</span>
        <span className="num text-xs text-faint">{dateTime(locale, one.createdAt)}</span>
      </div>
      {one.error && <ErrorNote error={one.error} />}
      {one.url !== null && (
        <>
          <Clip src={one.url} poster={one.previewUrl ?? undefined} aria-label={`${w.export.watch}: ${film.name}`} className="film block w-full rounded-lg" />
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="num text-xs text-muted">{w.export.facts(one.shots, clock(one.seconds ?? 0), fileSize(locale, one.bytes ?? 0))}</span>
            <a href={`${one.url}?download=1`} download={w.export.file(film.name)} className={`${buttonClass('secondary')} text-sm`}>
              <Icon name="download" className="size-4" />
              {w.export.download}
            </a>
          </div>
        </>
      )}
    </li>
  )
}
