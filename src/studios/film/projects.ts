/** Films as a whole: begun (also from the sample), renamed, stopped, put away. */
import type { PoolClient } from 'pg'
import type { FilmAspect, FilmConfig, PatchFilm } from '../../api/film-contract.ts'
import { inTransaction } from '../../engine/database.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import type { Locale } from '../../messages/locale.ts'
import { filmSample } from '../../messages/studios/film-sample.ts'
import type { Models } from '../../providers/registry.ts'
import { insertShot, type InFilm } from './items.ts'
import { nearestLength } from './lengths.ts'
import { filmSubject } from './names.ts'
import { rankBetween } from './rank.ts'
import type { CommandResult } from './refusals.ts'
import { loadFilm } from './rows.ts'
import { isOpen } from './statechart.ts'
import { changingFilm } from './writes.ts'

export function filmProjects(engine: Engine, models: Models) {
  const { pool } = engine

  return {
    /** With `sample`: three shots and what they show, in the reader's language; nothing is bought yet. */
    async create(accountId: string, wanted: { name: string; aspect: FilmAspect; sample: Locale | null }): Promise<string> {
      const projectId = newId()
      await inTransaction(pool, async (db) => {
        await db.query(`insert into subject (id, account_id, kind, data) values ($1, $2, '${filmSubject}', $3)`, [
          projectId, accountId, JSON.stringify({ name: wanted.name, aspect: wanted.aspect }),
        ])
        if (wanted.sample !== null) await insertSample(db, { accountId, projectId }, filmSample[wanted.sample], configFor(models, wanted.aspect))
      })
      return projectId
    },

    async patch({ accountId, projectId }: InFilm, patch: PatchFilm): Promise<CommandResult> {
      const done = await changingFilm(pool, accountId, projectId, async (db) => {
        await db.query('update subject set data = data || $2::jsonb where id = $1', [projectId, JSON.stringify(patch)])
        return true
      })
      return done === null ? { type: 'not_found' } : { type: 'done' }
    },

    /** Stops everything that is under way in the film. Asking twice is fine. */
    async cancelAll({ accountId, projectId }: InFilm): Promise<CommandResult> {
      const rows = await loadFilm(pool, accountId, projectId)
      if (rows === null) return { type: 'not_found' }
      // parents first: closed as asked, they take their parts along
      const open = rows.jobs.filter((job) => isOpen(job.status)).toSorted((a, b) => Number(b.policy !== null) - Number(a.policy !== null))
      const stopped = new Set<string>()
      for (const job of open) {
        if (job.parent_id !== null && stopped.has(job.parent_id)) continue
        await engine.cancel({ accountId, jobId: job.id })
        stopped.add(job.id)
      }
      return { type: 'done' }
    },

    /** Out of sight with all that is under way stopped. Files that were made stay the account's. */
    async remove(film: InFilm): Promise<CommandResult> {
      const stopped = await this.cancelAll(film)
      if (stopped.type !== 'done') return stopped
      await changingFilm(pool, film.accountId, film.projectId, (db) =>
        db.query(`update subject set data = data || jsonb_build_object('deletedAt', now()) where id = $1`, [film.projectId]),
      )
      return { type: 'done' }
    },

    /** Stops one job of a film: an item's, a batch, or an export. */
    async cancelJob({ accountId, projectId, jobId }: InFilm & { jobId: string }): Promise<CommandResult> {
      const rows = await loadFilm(pool, accountId, projectId)
      const job = rows?.jobs.find(({ id }) => id === jobId)
      if (job === undefined) return { type: 'not_found' }
      if (job.cancel_requested && isOpen(job.status)) return { type: 'done' }
      const refused: CommandResult = { type: 'illegal', event: 'cancel', status: job.status, can: [] }
      if (!isOpen(job.status)) return refused
      const result = await engine.cancel({ accountId, jobId })
      if (result.type === 'not_found') return { type: 'not_found' }
      return result.type === 'closed' && result.status !== 'cancelled' ? { ...refused, status: result.status } : { type: 'done' }
    },
  }
}

async function insertSample(db: PoolClient, film: InFilm, { assets, shots }: (typeof filmSample)[Locale], config: FilmConfig | null): Promise<void> {
  const ids = assets.map(() => newId())
  for (const [i, { role, name, prompt }] of assets.entries())
    await db.query('insert into film_asset (id, account_id, project_id, role, name, prompt) values ($1, $2, $3, $4, $5, $6)', [ids[i], film.accountId, film.projectId, role, name, prompt])
  let rank: string | null = null
  for (const { text, shows } of shots) {
    rank = rankBetween(rank, null)
    await insertShot(db, film, { rank, text, config, references: shows.map((i) => ids[i] as string) })
  }
}

/** What a new shot is made with where nobody says otherwise: the default model, at the length nearest to a short shot. */
export function configFor(models: Models, aspect: FilmAspect): FilmConfig | null {
  const model = models.defaultFor('video')?.model
  if (model === undefined) return null
  const { aspects } = model.limits
  return {
    model: model.id,
    seconds: nearestLength(model.limits),
    aspect: aspects === undefined || aspects.includes(aspect) ? aspect : (aspects[0] ?? aspect),
    mode: 'standard',
  }
}
