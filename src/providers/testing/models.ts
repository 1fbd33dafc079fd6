/** A registry with this machine's models only, for tests of studios that do not work: everything stays in the queue. */
import { localProvider } from '../local/provider.ts'
import { createModels, type Models } from '../registry.ts'

export const localModels = (prices = { image: 5, model3d: 20, photograph: 8, video: 10, text: 1 }): Models =>
  createModels({ folders: [], local: [localProvider({ studio: {} as never, moving: {} as never, prices, threads: 1 })], config: { providers: {}, defaults: {}, fallbacks: {}, webhooks: false } })

/** What a generation kind needs, for an engine that only submits. */
export const submitOnly = (models = localModels()) => ({ models, storage: {} as never, callbacks: {} as never, pace: {} as never, moving: {} as never, allowPrivateHosts: [] })
