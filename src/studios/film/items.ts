/** Editing a film: assets, shots, their order, versions and references. What was bought before an edit is not changed by it. */
import type { Pool, PoolClient } from 'pg'
import { filmAssetsMax, filmShotsMax, type CreateFilmAsset, type CreateFilmShot, type PatchFilmAsset, type PatchFilmShot } from '../../api/film-contract.ts'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { chooseModel } from '../choose.ts'
import { isBusy, itemsOf, nameOf, type Of } from './generate.ts'
import { rankBetween } from './rank.ts'
import type { CommandResult, Refusal } from './refusals.ts'
import { loadFilm } from './rows.ts'
import { viewOf, type FilmView, type ItemView } from './state.ts'
import { eventsOf, isOpen } from './statechart.ts'
import { changingFilm, keepChoice } from './writes.ts'

export type InFilm = { accountId: string; projectId: string }
export type Target = InFilm & { of: Of; itemId: string }
export type Created = { type: 'created'; ids: string[] } | Refusal

export const illegal = (item: ItemView, event: string): Refusal => ({
  type: 'illegal',
  event,
  status: item.chart.status,
  can: eventsOf(item.chart, item.kind, item.cancelRequested),
})

export function filmItems(engine: Engine, models: Models) {
  const { pool } = engine

  /** Changes the film while nobody else does, knowing all of it. */
  async function change<T>({ accountId, projectId }: InFilm, run: (db: PoolClient, view: FilmView) => Promise<T | Refusal>): Promise<T | Refusal> {
    const result = await changingFilm(pool, accountId, projectId, async (db) => {
      const rows = await loadFilm(db, accountId, projectId)
      return rows === null ? null : await run(db, viewOf(rows))
    })
    return result ?? { type: 'not_found' }
  }

  /** The same for one of its items. */
  const changeItem = (target: Target, run: (db: PoolClient, item: ItemView, view: FilmView) => Promise<CommandResult>): Promise<CommandResult> =>
    change(target, async (db, view) => {
      const item = itemsOf(view, target.of).find(({ row }) => row.id === target.itemId)
      return item === undefined ? { type: 'not_found' } : await run(db, item, view)
    })

  return {
    async createAsset(film: InFilm, wanted: CreateFilmAsset): Promise<Created> {
      const { role, name, prompt = '', model = null, fileId } = wanted
      const fields = [...modelFields(models, 'image', model, '/model'), ...(fileId === undefined ? [] : await pictureFields(pool, film.accountId, fileId))]
      if (fields.length > 0) return { type: 'invalid', fields }
      return await change<Created>(film, async (db, view) => {
        if (view.assets.length >= filmAssetsMax) return { type: 'blocked', code: 'too_many_items', items: [], max: filmAssetsMax }
        const id = newId()
        const choice = fileId === undefined ? null : JSON.stringify({ fileId, after: null })
        await db.query(
          `insert into film_asset (id, account_id, project_id, role, name, prompt, model, uploads, choice) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [id, film.accountId, film.projectId, role, name, prompt, model, fileId === undefined ? [] : [fileId], choice],
        )
        return { type: 'created', ids: [id] }
      })
    },

    async patchAsset(target: Target, patch: PatchFilmAsset): Promise<CommandResult> {
      const fields = modelFields(models, 'image', patch.model ?? null, '/model')
      if (fields.length > 0) return { type: 'invalid', fields }
      return await changeItem(target, async (db, { row }) => {
        await db.query(
          `update film_asset set role = coalesce($2, role), name = coalesce($3, name), prompt = coalesce($4, prompt),
             model = case when $5 then $6 else model end, updated_at = now() where id = $1`,
          [row.id, patch.role ?? null, patch.name ?? null, patch.prompt ?? null, patch.model !== undefined, patch.model ?? null],
        )
        return { type: 'done' }
      })
    },

    /** A picture of the person's own instead of a generated one: it is what the asset looks like from now on. */
    async uploadAsset(target: Target, fileId: string): Promise<CommandResult> {
      const fields = await pictureFields(pool, target.accountId, fileId)
      if (fields.length > 0) return { type: 'invalid', fields }
      return await changeItem(target, async (db, item) => {
        if (isBusy(item)) return illegal(item, 'upload')
        const known = item.versions.some(({ file }) => file.id === fileId)
        if (!known) await db.query('update film_asset set uploads = uploads || $2::uuid where id = $1', [item.row.id, fileId])
        await keepChoice(db, 'assets', item.row.id, { fileId, after: item.generation.at(-1)?.id ?? null })
        return { type: 'done' }
      })
    },

    choose: (target: Target, fileId: string): Promise<CommandResult> =>
      changeItem(target, async (db, item) => {
        if (isBusy(item)) return illegal(item, 'choose')
        if (!item.versions.some(({ file }) => file.id === fileId)) return { type: 'invalid', fields: [{ pointer: '/fileId', code: 'invalid' }] }
        await keepChoice(db, target.of, item.row.id, { fileId, after: item.generation.at(-1)?.id ?? null })
        return { type: 'done' }
      }),

    /** @param detach takes it out of the shots that show it; without it those shots stand in the way */
    deleteAsset: (target: Target, detach: boolean): Promise<CommandResult> =>
      changeItem(target, async (db, item, view) => {
        if (isBusy(item)) return illegal(item, 'delete')
        const shots = view.shots.filter((shot) => shot.row.references.includes(item.row.id))
        if (shots.length > 0 && !detach) return { type: 'blocked', code: 'asset_in_use', items: shots.map((shot) => nameOf(view, shot)) }
        await db.query('delete from film_reference where asset_id = $1', [item.row.id])
        await db.query('delete from film_asset where id = $1', [item.row.id])
        return { type: 'done' }
      }),

    /** Shots in their order behind `after`; null: first, undefined: last. */
    async createShots(film: InFilm, wanted: readonly CreateFilmShot[], after?: string | null): Promise<Created> {
      const fields = wanted.flatMap((shot, i) => shotFields(models, shot, `/shots/${i}`))
      if (fields.length > 0) return { type: 'invalid', fields }
      return await change<Created>(film, async (db, view) => {
        if (view.shots.length + wanted.length > filmShotsMax) return { type: 'blocked', code: 'too_many_items', items: [], max: filmShotsMax }
        const unknown = wanted.flatMap((shot, i) => unknownReferences(view, shot.references, `/shots/${i}`))
        if (unknown.length > 0) return { type: 'invalid', fields: unknown }
        let gap = gapAfter(view, after)
        if (gap === null) return { type: 'invalid', fields: [{ pointer: '/after', code: 'invalid' }] }
        const ids: string[] = []
        for (const { text, config = null, references = [] } of wanted) {
          const rank = rankBetween(gap.before, gap.after)
          ids.push(await insertShot(db, film, { rank, text, config, references }))
          gap = { ...gap, before: rank }
        }
        return { type: 'created', ids }
      })
    },

    async patchShot(target: Target, patch: PatchFilmShot): Promise<CommandResult> {
      const fields = shotFields(models, patch, '')
      if (fields.length > 0) return { type: 'invalid', fields }
      return await changeItem(target, async (db, { row }, view) => {
        const unknown = unknownReferences(view, patch.references, '')
        if (unknown.length > 0) return { type: 'invalid', fields: unknown }
        await db.query(
          `update film_shot set text = coalesce($2, text), config = case when $3 then $4::jsonb else config end, updated_at = now() where id = $1`,
          [row.id, patch.text ?? null, patch.config !== undefined, patch.config == null ? null : JSON.stringify(patch.config)],
        )
        if (patch.references !== undefined) {
          await db.query('delete from film_reference where shot_id = $1', [row.id])
          await insertReferences(db, row.id, patch.references)
        }
        return { type: 'done' }
      })
    },

    /** Puts a shot behind another; null: first. Two who move at once both succeed, one after the other. */
    moveShot: (target: Target, after: string | null): Promise<CommandResult> =>
      changeItem(target, async (db, { row }, view) => {
        if (after === row.id) return { type: 'done' }
        const others = { ...view, shots: view.shots.filter((shot) => shot.row.id !== row.id) }
        const gap = gapAfter(others, after)
        if (gap === null) return { type: 'invalid', fields: [{ pointer: '/after', code: 'invalid' }] }
        const place = (row as { rank: string }).rank
        const stays = (gap.before === null || gap.before < place) && (gap.after === null || place < gap.after)
        if (!stays) await db.query('update film_shot set rank = $2, updated_at = now() where id = $1', [row.id, rankBetween(gap.before, gap.after)])
        return { type: 'done' }
      }),

    /** The same words, references and configuration, right behind; not its clips. */
    duplicateShot: (target: Target): Promise<Created> =>
      change<Created>(target, async (db, view) => {
        const shot = view.shots.find(({ row }) => row.id === target.itemId)
        if (shot === undefined) return { type: 'not_found' }
        if (view.shots.length >= filmShotsMax) return { type: 'blocked', code: 'too_many_items', items: [], max: filmShotsMax }
        const gap = gapAfter(view, shot.row.id) as Gap
        return { type: 'created', ids: [await insertShot(db, target, { ...shot.row, rank: rankBetween(gap.before, gap.after) })] }
      }),

    deleteShot: (target: Target): Promise<CommandResult> =>
      changeItem(target, async (db, item) => {
        if (isBusy(item)) return illegal(item, 'delete')
        await db.query('delete from film_shot where id = $1', [item.row.id])
        return { type: 'done' }
      }),

    /** Stops the generation that is under way. Asking twice is fine. */
    async cancelItem(target: Target): Promise<CommandResult> {
      const rows = await loadFilm(pool, target.accountId, target.projectId)
      const item = rows === null ? undefined : itemsOf(viewOf(rows), target.of).find(({ row }) => row.id === target.itemId)
      if (item === undefined) return { type: 'not_found' }
      if (item.cancelRequested) return { type: 'done' }
      if (!isBusy(item)) return illegal(item, 'cancel')
      for (const job of item.generation.filter(({ status }) => isOpen(status))) await engine.cancel({ accountId: target.accountId, jobId: job.id })
      return { type: 'done' }
    },
  }
}

type Gap = { before: string | null; after: string | null }

/** The ranks between which something goes; null where `after` names no shot of this film. */
function gapAfter(view: FilmView, after: string | null | undefined): Gap | null {
  const ranks = view.shots.map(({ row }) => row.rank)
  if (after === undefined) return { before: ranks.at(-1) ?? null, after: null }
  if (after === null) return { before: null, after: ranks[0] ?? null }
  const at = view.shots.findIndex(({ row }) => row.id === after)
  return at === -1 ? null : { before: ranks[at] as string, after: ranks[at + 1] ?? null }
}

type NewShot = { rank: string; text: string; config: unknown; references: readonly string[] }

export async function insertShot(db: PoolClient, { accountId, projectId }: InFilm, { rank, text, config, references }: NewShot): Promise<string> {
  const id = newId()
  await db.query('insert into film_shot (id, account_id, project_id, rank, text, config) values ($1, $2, $3, $4, $5, $6)', [
    id, accountId, projectId, rank, text, config === null ? null : JSON.stringify(config),
  ])
  await insertReferences(db, id, references)
  return id
}

async function insertReferences(db: PoolClient, shotId: string, assetIds: readonly string[]): Promise<void> {
  if (assetIds.length === 0) return
  await db.query(
    `insert into film_reference (shot_id, asset_id, ordinal)
     select $1, r.asset_id, min(r.ordinal) from unnest($2::uuid[]) with ordinality as r(asset_id, ordinal) group by r.asset_id`,
    [shotId, assetIds],
  )
}

function unknownReferences(view: FilmView, references: readonly string[] | undefined, at: string): FieldProblem[] {
  const known = new Set(view.assets.map(({ row }) => row.id))
  return (references ?? []).flatMap((id, i) => (known.has(id) ? [] : [{ pointer: `${at}/references/${i}`, code: 'invalid' as const }]))
}

const modelFields = (models: Models, kind: 'image' | 'video', model: string | null, pointer: string): FieldProblem[] => {
  if (model === null) return []
  const choice = chooseModel(models, kind, model, pointer)
  return choice.type === 'refused' ? choice.fields : []
}

/** A configuration that its model cannot do is refused while it is written, not when it is bought. */
function shotFields(models: Models, { config }: Pick<PatchFilmShot, 'config'>, at: string): FieldProblem[] {
  if (config == null) return []
  const choice = chooseModel(models, 'video', config.model, `${at}/config/model`)
  if (choice.type === 'refused') return choice.fields
  const { seconds, secondsMin = 0, secondsMax = Infinity, aspects } = choice.offer.model.limits
  const fields: FieldProblem[] = []
  if (seconds && !seconds.includes(config.seconds)) fields.push({ pointer: `${at}/config/seconds`, code: 'not_one_of', params: { allowed: seconds.join(', ') } })
  if (config.seconds < secondsMin || config.seconds > secondsMax) fields.push({ pointer: `${at}/config/seconds`, code: 'out_of_range', params: { min: secondsMin, max: secondsMax } })
  if (aspects && !aspects.includes(config.aspect)) fields.push({ pointer: `${at}/config/aspect`, code: 'not_one_of', params: { allowed: aspects.join(', ') } })
  return fields
}

/** Any picture of this account's serves, uploaded or made elsewhere. */
async function pictureFields(pool: Pool, accountId: string, fileId: string): Promise<FieldProblem[]> {
  const { rowCount } = await pool.query(`select from file where id = $1 and account_id = $2 and mime like 'image/%' and role <> 'preview'`, [fileId, accountId])
  return rowCount === 0 ? [{ pointer: '/fileId', code: 'invalid' }] : []
}
