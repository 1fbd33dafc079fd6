import { useState } from 'react'
import type { FilmAsset, FilmAspect, FilmProject, FilmRole } from '../../../api/film-contract.ts'
import { useModels } from '../models/useModels.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { buying, useAct } from './act.ts'
import { ClipFrame } from './ClipFrame.tsx'
import { Choice, DraftField, Select } from '../../ui/Field.tsx'
import { Outlook } from './Outlook.tsx'
import { filmApi } from './queries.ts'
import { ErrorNote } from './ShotInspector.tsx'
import { HairBar, isBusy, RuntimeMark } from './status.tsx'
import { UploadInstead } from './UploadInstead.tsx'
import { useDraft } from '../../ui/useDraft.ts'
import { Versions } from './Versions.tsx'
import { useFilmWords } from './words.ts'

const frameOf = (role: FilmRole, film: FilmAspect): FilmAspect => (role === 'scene' ? film : '1:1')

/** One asset: what it looks like, in words and in pictures. */
export function AssetInspector({ film, asset, onGone }: { film: FilmProject; asset: FilmAsset; onGone: () => void }) {
  const w = useFilmWords()
  const act = useAct(film.id)
  const buy = useAct(film.id)
  const [count, setCount] = useState(1)
  const { offers: models } = useModels('image', asset.model)
  const name = useDraft(asset.name, (value) => act.mutateAsync(() => filmApi.patchAsset(asset.id, { name: value })))
  const prompt = useDraft(asset.prompt, (value) => act.mutateAsync(() => filmApi.patchAsset(asset.id, { prompt: value })))
  const { runtime, content } = asset
  const busy = isBusy(asset)
  const rule = models.find(({ id, isDefault }) => (asset.model === null ? isDefault : id === asset.model))?.cancel
  const shots = film.shots.filter((shot) => shot.references.includes(asset.id)).map(({ number }) => number)
  const price = asset.price === null ? null : asset.price * count

  const generate = () =>
    buy.mutate(async () => {
      await prompt.flush()
      return await buying(`asset ${count}`, [asset], (idempotencyKey) => filmApi.generateAsset(asset.id, { count, quotedCredits: price ?? 0 }, { idempotencyKey }))
    })

  return (
    <div className="grid gap-4">
      <div className="film relative overflow-hidden rounded-lg">
        <ClipFrame version={content} status={runtime.status} aspect={frameOf(asset.role, film.aspect)} alt={w.asset.picture(asset.name)} large />
        <HairBar runtime={runtime} />
      </div>
      <h2 className="sr-only">{asset.name}</h2>
      <RuntimeMark runtime={runtime} {...(runtime.error && { words: w.progress.asset.failed })} className="text-sm!" />
      <Outlook runtime={runtime} />
      {runtime.error && <ErrorNote error={runtime.error} />}
      {asset.outdated && !busy && <p className="text-sm text-amber">{w.shot.outdated}</p>}

      <DraftField label={w.asset.name} draft={name} words={w.film} message={fieldMessage(act.error, '/name')} />
      <DraftField label={w.asset.prompt} draft={prompt} words={w.film} rows={3} placeholder={w.asset.promptPlaceholder} message={fieldMessage(act.error, '/prompt') ?? fieldMessage(buy.error, '/prompt')} />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={w.asset.roleLabel}
          value={asset.role}
          options={(['character', 'scene', 'prop'] as const).map((role) => ({ value: role, label: w.asset.role[role] }))}
          onChange={(role) => act.mutate(() => filmApi.patchAsset(asset.id, { role }))}
        />
        {models.length > 1 && (
          <Select
            label={w.asset.model}
            value={asset.model ?? ''}
            options={[{ value: '', label: w.asset.modelDefault }, ...models.map(({ id, label }) => ({ value: id, label }))]}
            onChange={(model) => act.mutate(() => filmApi.patchAsset(asset.id, { model: model === '' ? null : model }))}
          />
        )}
      </div>
      {!busy && <Choice label={w.asset.count} value={count} options={[1, 2, 3, 4].map((n) => ({ value: n, label: String(n) }))} onChange={setCount} />}

      <div className="grid gap-2">
        {asset.can.includes('cancel') ? (
          <Button onClick={() => act.mutate(() => filmApi.cancelAsset(asset.id))}>{w.shot.cancel}</Button>
        ) : (
          <Button look={content === null ? 'primary' : 'secondary'} busy={buy.isPending} disabled={!asset.can.includes('generate')} onClick={generate}>
            {runtime.status === 'failed' || runtime.status === 'cancelled' ? w.asset.retry : w.asset.generate(count)}
            <Price>{w.price(price)}</Price>
          </Button>
        )}
        {rule && <p className="text-xs text-faint">{w.cancelRules[rule]}</p>}
        {asset.can.includes('upload') && <UploadInstead asset={asset} act={act} />}
        <ProblemNote error={buy.error ?? act.error} />
      </div>
      <Versions versions={asset.versions} current={content?.fileId ?? null} aspect={frameOf(asset.role, film.aspect)} disabled={!asset.can.includes('choose')} onChoose={(fileId) => act.mutate(() => filmApi.chooseAsset(asset.id, fileId))} />
      <div className="flex flex-wrap items-center gap-1 border-t border-line pt-3 text-sm">
        <p className="num text-muted">{shots.length === 0 ? w.asset.unused : w.asset.usedIn(shots.join(', '))}</p>
        {asset.can.includes('delete') && (
          <Confirm
            trigger={
              <Button look="quiet" className="ml-auto px-3 text-sm">
                {w.asset.delete}
              </Button>
            }
            title={w.asset.deleteTitle(asset.name)}
            body={shots.length > 0 ? w.asset.deleteUsed(shots.length) : w.asset.deleteBody}
            confirm={shots.length > 0 ? w.asset.detachConfirm : w.asset.deleteConfirm}
            keep={w.asset.keep}
            onConfirm={() => {
              onGone()
              act.mutate(() => filmApi.deleteAsset(asset.id, shots.length > 0))
            }}
          />
        )}
        {content !== null && (
          <a href={`${content.url}?download=1`} download className="inline-flex min-h-10 items-center gap-2 rounded-lg px-3 font-medium text-muted hover:bg-raised hover:text-text">
            <Icon name="download" className="size-4" />
            {w.shot.download}
          </a>
        )}
      </div>
    </div>
  )
}
