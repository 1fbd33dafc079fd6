/** What `GET /api/models` says of each model: what it costs, what it takes, how its provider is doing. */
import type { Pool } from 'pg'
import type { ModelOffer } from '../api/contract.ts'
import { renderField } from '../messages/failures.ts'
import type { Locale } from '../messages/locale.ts'
import { abilitiesOf, type Model, type ModelKind, type ModelRequest } from '../providers/provider.ts'
import type { Models } from '../providers/registry.ts'
import { offeredLengths } from './video-lengths.ts'

type LaneRow = { id: string; max_in_flight: number | null; per_minute: number | null; paused_reason: string | null; paused_until: Date | null; waiting: number; in_flight: number }

const lanesSql = `
select l.id, l.max_in_flight, l.per_minute,
  case when l.paused_until is null or l.paused_until > now() then l.paused_reason end as paused_reason, l.paused_until,
  (select count(*) from (select from job j where j.ready_lane = l.id limit 10000) q)::integer as waiting,
  (select count(*) from attempt a where a.slot_lane = l.id)::integer as in_flight
from lane l where l.id = any ($1)`

/** Every model, on or off, of the kind asked for. Those that are on come first, the default of its kind marked. */
export async function listModels(pool: Pool, models: Models, { kind, locale }: { kind?: ModelKind | undefined; locale: Locale }): Promise<ModelOffer[]> {
  const { rows } = await pool.query<LaneRow>({ name: 'model_lanes', text: lanesSql, values: [models.offers.map(({ model }) => model.id)] })
  const lanes = new Map(rows.map((row) => [row.id, row]))
  const on = models.offers.map(({ model, provider }): ModelOffer => {
    const lane = lanes.get(model.id)
    const abilities = abilitiesOf(provider, model)
    return {
      ...facts(model),
      provider: { id: provider.id, label: provider.label },
      available: true,
      unavailable: null,
      isDefault: models.defaultFor(model.kind)?.model.id === model.id,
      cancel: abilities.cancelRule,
      progress: abilities.progress,
      recovery: abilities.recovery,
      lane: {
        maxInFlight: lane?.max_in_flight ?? null,
        perMinute: lane?.per_minute ?? null,
        paused: lane?.paused_reason ? { reason: lane.paused_reason, until: lane.paused_until?.toISOString() ?? null } : null,
        waiting: lane?.waiting ?? 0,
        inFlight: lane?.in_flight ?? 0,
      },
    }
  })
  const off = models.off.map(({ model, provider, missing }): ModelOffer => ({
    ...facts(model),
    provider: { id: provider.id, label: provider.label },
    available: false,
    unavailable: { code: 'provider_off', message: renderField(locale, { code: 'provider_off', params: { model: model.id, missing: missing.join(', ') } }), missing: [...missing] },
    isDefault: false,
    cancel: null,
    progress: null,
    recovery: null,
    lane: null,
  }))
  return [...on, ...off].filter((offer) => kind === undefined || offer.kind === kind)
}

const source = { fileId: '', storageKey: '', mime: 'image/png', bytes: 0, width: 1024, height: 1024 }

function facts(model: Model) {
  const { seconds, ...limits } = model.limits
  return {
    id: model.id,
    kind: model.kind,
    label: model.label,
    priceVersion: model.priceVersion,
    prices: examples(model).map(({ when, request }) => ({ ...when, credits: model.price(request as never) })),
    limits: { ...limits, ...(seconds && { seconds: [...seconds] }) } as ModelOffer['limits'],
    deadlineSeconds: Math.round(model.deadlineMs / 1000),
  }
}

/** What a price may depend on, each with a request that asks for it. */
function examples({ kind, limits }: Model): { when: { seconds?: number; mode?: 'standard' | 'professional' }; request: ModelRequest }[] {
  const references = Array.from({ length: limits.referencesMin ?? 0 }, () => source)
  const aspect = limits.aspects?.[0] ?? '1:1'
  switch (kind) {
    case 'image':
      return [{ when: {}, request: { kind, prompt: '', seed: 0, aspect, references } }]
    case 'model3d':
      return [{ when: {}, request: limits.madeFrom === 'prompt' ? { kind, image: null, prompt: '' } : { kind, image: source } }]
    case 'video':
      return (offeredLengths(limits) ?? [5]).flatMap((seconds) =>
        (['standard', 'professional'] as const).map((mode) => ({ when: { seconds, mode }, request: { kind, prompt: '', seed: 0, seconds, aspect, mode, firstFrame: null, references } as ModelRequest })),
      )
    case 'speech':
      return [{ when: {}, request: { kind, text: 'x'.repeat(100), language: 'en', voice: null } }]
    case 'text':
      return [{ when: {}, request: { kind, system: '', prompt: '', schema: null } }]
  }
}
