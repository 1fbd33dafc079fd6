/** All models of this installation: what there is, what it costs, which is the default, and where an attempt may go instead. */
import { modelKinds, type Model, type ModelKind, type Provider, type ProviderFolder, type ProviderSettings } from './provider.ts'

/** A model that can be used now, with its provider. */
export type Offer = { model: Model; provider: Provider }
/** A model that is known and off: what its provider lacks. */
export type OfferOff = { model: Model; provider: { id: string; label: string; cancelRule: null }; missing: readonly string[] }

export type Models = {
  /** every model that can be used, in the order of folders */
  offers: readonly Offer[]
  off: readonly OfferOff[]
  find(id: string): Offer | null
  /** the model of a kind that is used where nobody says which; null where none can be used */
  defaultFor(kind: ModelKind): Offer | null
  /** the model an attempt goes to when this one surely did not take it; null: none */
  fallbackOf(id: string): Offer | null
  /** a provider by its id, if it is on */
  provider(id: string): Provider | null
  /** lets go of what providers keep open */
  close(): void
}

export type ModelsConfig = {
  /** by provider: its variables' values, or what it lacks */
  providers: Readonly<Record<string, { values: Record<string, string> } | { missing: string[] }>>
  defaults: Partial<Record<ModelKind, string>>
  /** by kind: models in the order in which they are tried */
  fallbacks: Partial<Record<ModelKind, string[]>>
  webhooks: boolean
  timings?: ProviderSettings['timings']
}

/**
 * Puts the registry together. `local` comes first and is always on.
 * @throws Error where a default or a fallback names no model that can be used, in words for the operator
 */
export function createModels({ folders, local, config }: { folders: readonly ProviderFolder[]; local: readonly Provider[]; config: ModelsConfig }): Models {
  const providers: Provider[] = [...local]
  const off: OfferOff[] = []
  for (const folder of folders) {
    const settings = config.providers[folder.id]
    if (settings && 'values' in settings) providers.push(folder.create({ values: settings.values, webhooks: config.webhooks, ...(config.timings && { timings: config.timings }) }))
    else for (const model of folder.models) off.push({ model, provider: { id: folder.id, label: folder.label, cancelRule: null }, missing: settings?.missing ?? [] })
  }
  const offers = providers.flatMap((provider) => provider.models.map((model): Offer => ({ model, provider })))
  const byId = new Map(offers.map((offer) => [offer.model.id, offer]))

  const named = (kind: ModelKind, id: string, where: string): Offer => {
    const offer = byId.get(id)
    if (offer?.model.kind === kind) return offer
    const dark = off.find(({ model }) => model.id === id)
    throw new Error(
      dark ? `${where} names ${id}, whose provider is off: ${dark.missing.join(', ')} not set`
      : offer ? `${where} names ${id}, which makes ${offer.model.kind}, not ${kind}`
      : `${where} names ${id}, which is no model of this installation (see GET /api/models)`,
    )
  }
  const defaults = new Map<ModelKind, Offer>()
  const next = new Map<string, Offer>()
  for (const kind of modelKinds) {
    const id = config.defaults[kind]
    const offer = id === undefined ? offers.find(({ model }) => model.kind === kind && !model.limits.referencesMin) : named(kind, id, `SAFELIGHT_MODEL_${kind.toUpperCase()}`)
    if (offer) defaults.set(kind, offer)
    const chain = (config.fallbacks[kind] ?? []).map((fallback) => named(kind, fallback, `SAFELIGHT_FALLBACK_${kind.toUpperCase()}`))
    // a chain, each once: it ends
    chain.slice(0, -1).forEach((from, i) => next.set(from.model.id, chain[i + 1]!))
  }

  return {
    offers,
    off,
    find: (id) => byId.get(id) ?? null,
    defaultFor: (kind) => defaults.get(kind) ?? null,
    fallbackOf: (id) => next.get(id) ?? null,
    provider: (id) => providers.find((provider) => provider.id === id) ?? null,
    close: () => providers.forEach((provider) => provider.close?.()),
  }
}
