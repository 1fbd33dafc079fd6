/** The photography studio as the API uses it: commands, scenes, and works in the reader's language. */
import type { PhotoScene, Work } from '../../api/contract-photography.ts'
import type { Engine } from '../../engine/types.ts'
import type { Files } from '../../media/files.ts'
import type { Locale } from '../../messages/locale.ts'
import type { Models } from '../../providers/registry.ts'
import { chooseModel, type Choice } from '../choose.ts'
import type { Outlook } from '../outlook.ts'
import { photographyCommands, type Commands } from './commands.ts'
import { presentWork, waitingJob } from './presenter.ts'
import { priceNow, priceOf, usualModel, type PhotoPrice } from './prices.ts'
import { listWorks, loadWork, type WorkRows } from './rows.ts'
import { listScenes } from './scene-list.ts'
import { viewOf } from './state.ts'

export type Photography = {
  commands: Commands
  /** null where the account has no such work */
  work(accountId: string, workId: string, locale: Locale): Promise<Work | null>
  works(accountId: string, page: { after: string | null; limit: number; favourites: boolean }, locale: Locale): Promise<{ items: Work[]; nextCursor: string | null }>
  scenes(locale: Locale): Promise<PhotoScene[]>
  /** what a photograph of this model costs, or of the usual one */
  price(model: string | undefined): { type: 'priced'; price: PhotoPrice } | Extract<Choice, { type: 'refused' }>
}

export function photographyStudio(engine: Engine, models: Models, files: Files, outlook: Outlook): Photography {
  const { pool } = engine

  async function present(accountId: string, rows: WorkRows[], locale: Locale): Promise<Work[]> {
    const views = rows.map(viewOf)
    const uploadIds = [...new Set(rows.flatMap(({ subject }) => subject.data.uploadIds))]
    const [durations, positions, found] = await Promise.all([outlook.durations(), outlook.positions(views.flatMap((view) => waitingJob(view)?.id ?? [])), files.find(accountId, uploadIds)])
    const uploads = new Map(found.map((file) => [file.id, file]))
    const nowMs = Date.now()
    return views.map((view) => presentWork(view, { locale, price: priceNow(models, view.subject.data.models.image), uploads, durations, positions, nowMs }))
  }

  return {
    commands: photographyCommands(engine, models, files),
    async work(accountId, workId, locale) {
      const rows = await loadWork(pool, accountId, workId)
      return rows === null ? null : ((await present(accountId, [rows], locale))[0] ?? null)
    },
    async works(accountId, page, locale) {
      const { works, next } = await listWorks(pool, accountId, page)
      return { items: await present(accountId, works, locale), nextCursor: next }
    },
    scenes: listScenes,
    price(model) {
      const choice = chooseModel(models, 'image', model ?? usualModel(models))
      return choice.type === 'refused' ? choice : { type: 'priced', price: priceOf(choice.offer) }
    },
  }
}
