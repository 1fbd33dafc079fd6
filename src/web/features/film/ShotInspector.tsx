import { useQuery } from '@tanstack/react-query'
import type { FilmConfig, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import { modelsQuery } from '../../api/queries.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { buying, useAct, useOptimistic, type Act } from './act.ts'
import { Clip } from './Clip.tsx'
import { ClipFrame } from './ClipFrame.tsx'
import { DraftField } from '../../ui/Field.tsx'
import { Outlook } from './Outlook.tsx'
import { References } from './References.tsx'
import { HairBar, isBusy, RuntimeMark } from './status.tsx'
import { filmApi } from './queries.ts'
import { move } from './Storyboard.tsx'
import { useDraft } from '../../ui/useDraft.ts'
import { Versions } from './Versions.tsx'
import { VideoConfig } from './VideoConfig.tsx'
import { useFilmWords } from './words.ts'

/** One shot with everything that can be done to it. Editing is never locked: what was bought keeps the words of its moment. */
export function ShotInspector({ film, shot, onGone, onOpen }: { film: FilmProject; shot: FilmShot; onGone: () => void; onOpen: (id: string) => void }) {
  const w = useFilmWords()
  const act = useAct(film.id)
  const buy = useAct(film.id)
  const optimistic = useOptimistic(film.id)
  const models = useQuery(modelsQuery('video')).data
  const text = useDraft(shot.text, (value) => act.mutateAsync(() => filmApi.patchShot(shot.id, { text: value })))
  const busy = isBusy(shot)
  const rule = models?.find(({ id }) => id === shot.config?.model)?.cancel
  const { runtime, content } = shot

  const patch = (change: { references?: string[]; config?: FilmConfig | null }) => {
    optimistic((now) => ({ ...now, shots: now.shots.map((s) => (s.id === shot.id ? { ...s, ...change } : s)) }))
    act.mutate(() => filmApi.patchShot(shot.id, change))
  }
  const generate = () =>
    buy.mutate(async () => {
      await text.flush()
      return await buying('shot', [shot], (idempotencyKey) => filmApi.generateShot(shot.id, { quotedCredits: shot.price ?? 0 }, { idempotencyKey }))
    })

  return (
    <div className="grid gap-4">
      <div className="film relative overflow-hidden rounded-lg">
        {content !== null && content.seconds !== null && !busy ? (
          <Clip key={content.fileId} src={content.url} poster={content.previewUrl ?? undefined} aria-label={w.shot.play(shot.number)} className="block w-full" />
        ) : (
          <ClipFrame version={content} status={runtime.status} aspect={film.aspect} />
        )}
        <HairBar runtime={runtime} />
      </div>
      <Steps film={film} shot={shot} act={act} />
      <RuntimeMark runtime={runtime} {...(runtime.error && { words: w.progress.shot.failed })} className="text-sm!" />
      <Outlook runtime={runtime} />
      {runtime.error && <ErrorNote error={runtime.error} />}
      {shot.outdated && !busy && <p className="text-sm text-amber">{w.shot.outdated}</p>}

      <DraftField label={w.shot.text} draft={text} words={w.film} rows={3} placeholder={w.shot.textPlaceholder} message={fieldMessage(act.error, '/text') ?? fieldMessage(buy.error, '/text')} />
      <References film={film} chosen={shot.references} onChange={(references) => patch({ references })} message={fieldMessage(buy.error, '/references')} />
      <VideoConfig config={shot.config} aspect={film.aspect} models={models} onChange={(config) => patch({ config })} />

      <div className="grid gap-2">
        {shot.can.includes('cancel') ? (
          <Button onClick={() => act.mutate(() => filmApi.cancelShot(shot.id))}>{w.shot.cancel}</Button>
        ) : (
          <Button look={content === null ? 'primary' : 'secondary'} busy={buy.isPending} disabled={!shot.can.includes('generate')} onClick={generate}>
            {runtime.status === 'failed' || runtime.status === 'cancelled' ? w.shot.retry : content === null ? w.shot.generate : w.shot.regenerate}
            <Price>{w.price(shot.price ?? (shot.config === null ? 0 : null))}</Price>
          </Button>
        )}
        {rule && <p className="text-xs text-faint">{w.cancelRules[rule]}</p>}
        <ProblemNote error={buy.error ?? act.error} />
      </div>
      <Versions versions={shot.versions} current={content?.fileId ?? null} aspect={film.aspect} disabled={!shot.can.includes('choose')} onChoose={(fileId) => act.mutate(() => filmApi.chooseShot(shot.id, fileId))} />
      <div className="flex flex-wrap gap-1 border-t border-line pt-3">
        <Button look="quiet" className="px-3 text-sm" onClick={() => act.mutate(async () => (await text.flush(), opened(await filmApi.duplicateShot(shot.id), onOpen)))}>
          <Icon name="copy" className="size-4" />
          {w.shot.duplicate}
        </Button>
        {content !== null && (
          <a href={`${content.url}?download=1`} download className="inline-flex min-h-10 items-center gap-2 rounded-lg px-3 text-sm font-medium text-muted hover:bg-raised hover:text-text">
            <Icon name="download" className="size-4" />
            {w.shot.download}
          </a>
        )}
        {shot.can.includes('delete') && (
          <Confirm
            trigger={
              <Button look="quiet" className="ml-auto px-3 text-sm">
                {w.shot.delete}
              </Button>
            }
            title={w.shot.deleteTitle(shot.number)}
            {...(shot.versions.length > 0 && { body: w.shot.deleteBody })}
            confirm={w.shot.deleteConfirm}
            keep={w.shot.keep}
            onConfirm={() => {
              onGone()
              act.mutate(() => filmApi.deleteShot(shot.id))
            }}
          />
        )}
      </div>
    </div>
  )
}

const opened = (shot: FilmShot, onOpen: (id: string) => void): FilmShot => {
  onOpen(shot.id)
  return shot
}

/** Reordering without dragging: one place earlier, one place later. */
function Steps({ film, shot, act }: { film: FilmProject; shot: FilmShot; act: Act }) {
  const w = useFilmWords()
  const optimistic = useOptimistic(film.id)
  const step = (by: number) => move(film, shot.id, shot.number + by, act, optimistic)
  const button = 'grid size-9 place-items-center rounded-md text-muted hover:bg-raised hover:text-text disabled:text-line-strong disabled:hover:bg-transparent'
  return (
    <div className="-my-2 flex items-center justify-between gap-2">
      <h2 className="text-base">{w.shot.name(shot.number)}</h2>
      <span className="flex">
        <button type="button" aria-label={w.shot.earlier} title={w.shot.earlier} disabled={shot.number === 1} onClick={() => step(-1)} className={button}>
          <Icon name="arrow" className="size-4 rotate-180" />
        </button>
        <button type="button" aria-label={w.shot.later} title={w.shot.later} disabled={shot.number === film.shots.length} onClick={() => step(1)} className={button}>
          <Icon name="arrow" className="size-4" />
        </button>
      </span>
    </div>
  )
}

export function ErrorNote({ error }: { error: { message: string; advice: string } }) {
  return (
    <div className="hatch rounded-lg border border-line-strong p-3 text-sm">
      <p className="text-fault">{error.message}</p>
      <p className="text-muted">{error.advice}</p>
    </div>
  )
}
