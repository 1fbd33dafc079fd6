/**
 * Buying pictures and clips: one, the selected, or all. Reading the film, deciding and submitting are three moments, and two
 * people may press at once; so every purchase of a film's pictures (or clips) bears the name "after the newest one I
 * saw". The engine lets one of that name through. The other reads again, finds what is under way, and buys only the rest.
 */
import { randomInt } from 'node:crypto'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine, NewJob } from '../../engine/types.ts'
import type { Model } from '../../providers/provider.ts'
import type { Models } from '../../providers/registry.ts'
import { chooseModel, limitFields } from '../choose.ts'
import { assetImageBatch, assetImageGeneration, filmSubject, shotVideoBatch, shotVideoGeneration } from './names.ts'
import type { Idempotency } from '../port.ts'
import { answeredBefore, refusalOf } from '../refusals.ts'
import type { CommandResult, Named, Refusal } from './refusals.ts'
import { assetDigest, assetRequest, shotDigest, shotRequest } from './requests.ts'
import { loadFilm, type AssetRow, type ShotRow } from './rows.ts'
import { viewOf, type FilmView, type ItemView } from './state.ts'
import { eventsOf, isOpen } from './statechart.ts'
import { markAsked, unmarkAsked } from './writes.ts'

export type Of = 'assets' | 'shots'
/** Which items: by id, or all that have no content, or every one. */
export type Pick = { ids: readonly string[] } | { all: 'missing' | 'every' }
export type Wish = { of: Of; pick: Pick; /** pictures of an asset */ count?: number | undefined; seed?: number | undefined }
export type GenerateRequest = Wish & {
  accountId: string
  projectId: string
  /** the sum that was shown */
  quotedCredits?: number | undefined
  idempotency?: Idempotency | undefined
}

/** What a wish comes to: the jobs to be bought, and their price. */
export type Plan = { type: 'plan'; items: ItemView[]; jobs: (NewJob & { price: number })[]; credits: number }

const triesMax = 10
const seedMax = 2 ** 31 - 1

export const kindOf = (of: Of) => (of === 'assets' ? assetImageGeneration : shotVideoGeneration)
export const itemsOf = (view: FilmView, of: Of): ItemView[] => (of === 'assets' ? view.assets : view.shots)
export const isBusy = (item: ItemView): boolean => item.generation.some((job) => isOpen(job.status))

export const nameOf = (view: FilmView, item: ItemView): Named =>
  item.kind === 'asset'
    ? { kind: 'asset', id: item.row.id, name: (item.row as AssetRow).name }
    : { kind: 'shot', id: item.row.id, name: String(view.shots.findIndex((shot) => shot.row.id === item.row.id) + 1) }

/** The items a wish means, without those that are under way. */
export function wantedItems(view: FilmView, { of, pick }: Wish): { items: ItemView[]; busy: number } | { unknown: string[] } {
  const all = itemsOf(view, of)
  let chosen: ItemView[]
  if ('ids' in pick) {
    const byId = new Map(all.map((item) => [item.row.id, item]))
    const unknown = pick.ids.filter((id) => !byId.has(id))
    if (unknown.length > 0) return { unknown }
    chosen = [...new Set(pick.ids)].map((id) => byId.get(id) as ItemView)
  } else chosen = pick.all === 'every' ? all : all.filter((item) => item.content === null)
  const items = chosen.filter((item) => !isBusy(item))
  return { items, busy: chosen.length - items.length }
}

/** Turns a wish into jobs. Pure but for ids and seeds: a quote and a purchase go through here alike. */
export function planOf(view: FilmView, models: Models, wish: Wish): Plan | Refusal {
  const found = wantedItems(view, wish)
  if ('unknown' in found) return { type: 'invalid', fields: found.unknown.map(() => ({ pointer: '/ids', code: 'invalid' as const })) }
  const fields: FieldProblem[] = []
  const unready = new Map<string, Named>()
  const jobs: Plan['jobs'] = []
  for (const item of found.items) {
    const at = (field: string) => ('ids' in wish.pick && wish.pick.ids.length === 1 ? `/${field}` : `/${wish.of}/${item.row.id}/${field}`)
    const count = wish.of === 'assets' ? (wish.count ?? 1) : 1
    for (let i = 0; i < count; i++) {
      const seed = wish.seed === undefined ? randomInt(seedMax) : (wish.seed + i) % (seedMax + 1)
      const made = wish.of === 'assets' ? assetJob(view, models, item as ItemView<AssetRow>, seed, at) : shotJob(view, models, item as ItemView<ShotRow>, seed, at)
      if ('fields' in made) fields.push(...made.fields)
      else if ('unready' in made) for (const name of made.unready) unready.set(name.id, name)
      else {
        const before = item.generation[i]
        const again = before?.status === 'failed' || before?.status === 'cancelled'
        jobs.push({ id: newId(), kind: kindOf(wish.of), ...made, ...(again && { retryOf: before.id }) })
      }
    }
  }
  if (unready.size > 0) return { type: 'blocked', code: 'asset_without_picture', items: [...unready.values()] }
  if (fields.length > 0) return { type: 'invalid', fields: fields.slice(0, 20) }
  return { type: 'plan', items: found.items, jobs, credits: jobs.reduce((sum, job) => sum + job.price, 0) }
}

type Made = { input: unknown; price: number } | { fields: FieldProblem[] } | { unready: Named[] }

function assetJob(view: FilmView, models: Models, { row }: ItemView<AssetRow>, seed: number, at: (field: string) => string): Made {
  if (row.prompt.trim() === '') return { fields: [{ pointer: at('prompt'), code: 'prompt_empty' }] }
  const choice = chooseModel(models, 'image', row.model ?? undefined, at('model'))
  if (choice.type === 'refused') return { fields: choice.fields }
  const { model } = choice.offer
  const request = assetRequest(row, view.rows.data.aspect, model, seed)
  const fields = limitFields(choice.offer, request, at)
  return fields.length > 0 ? { fields } : { input: { model: model.id, request, itemId: row.id, madeOf: assetDigest(row) }, price: model.price(request) }
}

function shotJob(view: FilmView, models: Models, { row }: ItemView<ShotRow>, seed: number, at: (field: string) => string): Made {
  const assets = referencedBy(view, row)
  const madeOf = shotDigest(row, assets)
  // bought all the same: it fails at once, and says why (E4)
  if (row.config === null) return { input: { model: null, itemId: row.id, madeOf }, price: 0 }
  if (row.text.trim() === '') return { fields: [{ pointer: at('text'), code: 'prompt_empty' }] }
  const unready = assets.filter((asset) => asset.content === null)
  if (unready.length > 0) return { unready: unready.map((asset) => nameOf(view, asset)) }
  const choice = chooseModel(models, 'video', row.config.model, at('config/model'))
  if (choice.type === 'refused') return { fields: choice.fields }
  const { model } = choice.offer
  const request = shotRequest({ ...row, config: row.config }, assets, model, seed)
  const fields = limitFields(choice.offer, request, (field) => at(fieldOfShot(field)))
  return fields.length > 0 ? { fields } : { input: { model: model.id, request, itemId: row.id, madeOf }, price: model.price(request) }
}

/** A field of the request as the shot calls it. */
function fieldOfShot(field: string): string {
  if (field === 'prompt') return 'text'
  if (field === 'seconds' || field === 'aspect') return `config/${field}`
  return field === 'firstFrame' ? 'references' : field
}

export function referencedBy(view: FilmView, shot: ShotRow): ItemView<AssetRow>[] {
  const byId = new Map(view.assets.map((asset) => [asset.row.id, asset]))
  return shot.references.flatMap((id) => byId.get(id) ?? [])
}

/** What one more of this item would cost now; null where no model can make it. */
export function priceOf(view: FilmView, models: Models, item: ItemView): number | null {
  const price = (model: Model | undefined, request: (model: Model) => Parameters<Model['price']>[0]) => (model === undefined ? null : model.price(request(model)))
  if (item.kind === 'asset') {
    const row = item.row as AssetRow
    const offer = row.model === null ? models.defaultFor('image') : models.find(row.model)
    return price(offer?.model, (model) => assetRequest(row, view.rows.data.aspect, model, 0))
  }
  const row = item.row as ShotRow
  if (row.config === null) return null
  const { config } = row
  return price(models.find(config.model)?.model, (model) => shotRequest({ ...row, config }, referencedBy(view, row), model, 0))
}

export function filmGenerate(engine: Engine, models: Models) {
  const { pool } = engine

  return async function generate(request: GenerateRequest): Promise<CommandResult> {
    const { accountId, projectId, of, quotedCredits, idempotency } = request
    for (let tries = 0; tries < triesMax; tries++) {
      const before = await answeredBefore(pool, accountId, idempotency)
      if (before !== null) return before
      const rows = await loadFilm(pool, accountId, projectId)
      if (rows === null) return { type: 'not_found' }
      const view = viewOf(rows)
      const plan = planOf(view, models, request)
      if (plan.type !== 'plan') return plan
      if (plan.jobs.length === 0) return nothingToDo(view, request)
      if (quotedCredits !== undefined && quotedCredits !== plan.credits) return { type: 'price_changed', credits: plan.credits }

      const newest = rows.jobs.find((job) => job.kind === kindOf(of))
      const marked = await markAsked(pool, of, plan.items.map((item) => item.row.id))
      const result = await engine.submit({
        accountId,
        subject: { kind: filmSubject, id: projectId },
        jobs: plan.jobs.map(({ price: _price, ...job }) => job),
        ...(plan.jobs.length > 1 && { parent: { id: newId(), kind: of === 'assets' ? assetImageBatch : shotVideoBatch, policy: 'some' as const } }),
        once: `${of}-after:${newest?.id ?? 'none'}`,
        ...(idempotency && { idempotency }),
      })
      if (result.type === 'created') return { type: 'done', jobId: result.jobId }
      if (result.type === 'refused') {
        await unmarkAsked(pool, of, marked)
        return refusalOf(result)
      }
      // somebody bought something since this was read: read again
    }
    return { type: 'conflict' }
  }

  /** Everything asked for is under way, so asking again buys nothing; or there is nothing such a wish could mean. */
  function nothingToDo(view: FilmView, wish: Wish): CommandResult {
    const found = wantedItems(view, wish)
    if (!('unknown' in found) && found.busy > 0) return { type: 'done' }
    const first = itemsOf(view, wish.of)[0]
    return { type: 'illegal', event: 'generate', status: first?.chart.status ?? 'empty', can: first === undefined ? [] : eventsOf(first.chart, first.kind) }
  }
}
