import type { ModelOffer } from '../../../api/contract.ts'
import type { FilmAspect, FilmConfig } from '../../../api/film-contract.ts'
import { nearestLength } from '../../../studios/film/lengths.ts'
import { offeredLengths } from '../../../studios/video-lengths.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice, Select } from '../../ui/Field.tsx'
import { aspects, defaultConfig } from './figures.ts'
import { useFilmWords } from './words.ts'

/** Also one that is asked for already and no longer offered: it shows what will be made. */
const lengthsOf = (model: ModelOffer | undefined, current: number): number[] => [...new Set([...(offeredLengths(model?.limits) ?? []), current])].toSorted((a, b) => a - b)

type Props = { config: FilmConfig | null; aspect: FilmAspect; models: readonly ModelOffer[] | undefined; onChange: (config: FilmConfig) => void }

/** Which model makes the clip, how long, in which frame and quality: only what that model can do is offered. */
export function VideoConfig({ config, aspect, models, onChange }: Props) {
  const w = useFilmWords()
  const usable = models?.filter(({ available }) => available) ?? []
  if (config === null) {
    const suggested = defaultConfig(models, aspect)
    return (
      <div className="rounded-lg border border-dashed border-line-strong p-3">
        <p className="text-sm text-amber">{w.shot.noConfig}</p>
        {suggested && (
          <Button className="mt-2 text-sm" onClick={() => onChange(suggested)}>
            {w.shot.configure}
          </Button>
        )}
      </div>
    )
  }
  const model = usable.find(({ id }) => id === config.model)
  const lengths = lengthsOf(model, config.seconds)
  const frames = aspects.filter((a) => model?.limits.aspects === undefined || model.limits.aspects.includes(a))
  const modes = new Set(model?.prices.flatMap(({ mode }) => mode ?? []))

  /** Another model keeps what it can of the old choice. */
  function choose(id: string) {
    const limits = models?.find((m) => m.id === id)?.limits
    onChange({
      model: id,
      seconds: nearestLength(limits ?? {}, config!.seconds),
      aspect: limits?.aspects === undefined || limits.aspects.includes(config!.aspect) ? config!.aspect : (limits.aspects[0] as FilmAspect),
      mode: config!.mode,
    })
  }
  return (
    <div className="grid gap-3">
      <Select
        label={w.shot.model}
        value={config.model}
        onChange={choose}
        options={[
          ...(model === undefined && models !== undefined ? [{ value: config.model, label: `${config.model}: ${w.shot.modelGone}`, disabled: true }] : []),
          ...usable.map(({ id, label }) => ({ value: id, label })),
        ]}
      />
      {lengths.length <= 6 ? (
        <Choice label={w.shot.seconds} value={config.seconds} options={lengths.map((s) => ({ value: s, label: w.shot.secondsOf(s) }))} onChange={(seconds) => onChange({ ...config, seconds })} />
      ) : (
        <Select label={w.shot.seconds} value={String(config.seconds)} options={lengths.map((s) => ({ value: String(s), label: w.shot.secondsOf(s) }))} onChange={(s) => onChange({ ...config, seconds: Number(s) })} />
      )}
      <div className="grid grid-cols-2 gap-3">
        <Select label={w.shot.aspect} value={config.aspect} options={frames.map((a) => ({ value: a, label: a }))} onChange={(a) => onChange({ ...config, aspect: a })} />
        {modes.size > 1 && (
          <Select
            label={w.shot.mode}
            value={config.mode}
            options={(['standard', 'professional'] as const).map((m) => ({ value: m, label: w.shot.modes[m] }))}
            onChange={(mode) => onChange({ ...config, mode })}
          />
        )}
      </div>
    </div>
  )
}
