/** The adapters under test, and what each of them says it can do. */
import { simulators } from '../simulators/all.ts'
import type { SimulatorEntry } from '../simulators/lib/entry.ts'
import { folders } from '../src/providers/folders.ts'
import { abilitiesOf, type Abilities, type Model, type ModelKind } from '../src/providers/provider.ts'
import type { Fault } from './faults.ts'

export type Subject = {
  id: string
  model: string
  medium: ModelKind
  simulator: SimulatorEntry | null
  /** the answer to its POST is the result */
  sync: boolean
  /** its results are at addresses that are fetched */
  byAddress: boolean
  /** beside callbacks it can be looked for in the provider's list */
  scans: boolean
  /** how it says that it failed, where its answer is the result: a refusal, or a 5xx that may mean anything */
  failsAs: 'refusal' | 'ambiguous'
  /** the code of a prompt it does not take */
  declinesAs: 'content_rejected' | 'invalid_input' | 'provider_failed'
  /** it looks at the prompt only while it works */
  declinesLater: boolean
  /** its callbacks come only when the work is over */
  callsBackLate: boolean
  /** it takes callbacks */
  callbacks: boolean
  abilities: { webhooks: Abilities; polling: Abilities }
}

/** One model of each provider, and what cannot be read off its adapter. */
const chosen: Record<string, { model?: string; sync?: true; bytes?: true; scans?: true; declinesLater?: true; callsBackLate?: true; failsAs?: 'ambiguous'; declinesAs?: 'invalid_input' | 'provider_failed' }> = {
  replicate: { scans: true, declinesLater: true },
  fal: { declinesLater: true, callsBackLate: true },
  openai: { sync: true, bytes: true, failsAs: 'ambiguous' },
  // what its workflow does not take it says in words of its own
  comfyui: { declinesAs: 'provider_failed' },
  // no content rules of its own: what it does not take is a bad request
  a1111: { sync: true, bytes: true, declinesAs: 'invalid_input' },
}

/** Made from the adapters as they are configured for their simulators. */
export function subjects(): Subject[] {
  const remote = folders.map((folder): Subject => {
    const { model: wanted, sync = false, bytes = false, scans = false, declinesLater = false, callsBackLate = false, failsAs = 'refusal', declinesAs = 'content_rejected' } = chosen[folder.id] ?? {}
    const entry = simulators.find(({ id }) => id === folder.id)
    if (!entry) throw new Error(`no simulator for ${folder.id}`)
    const model = folder.models.find(({ id }) => id === wanted) ?? plainest(folder.models)
    const values = { ...Object.fromEntries(folder.variables.flatMap((v) => (v.default === null ? [] : [[v.name, v.default]]))), ...entry.environment('http://127.0.0.1:1') }
    const made = (webhooks: boolean) => folder.create({ values, webhooks })
    return {
      id: folder.id, model: model.id, medium: model.kind, simulator: entry, sync, byAddress: !bytes, scans, failsAs, declinesAs, declinesLater, callsBackLate, callbacks: made(true).verify !== undefined,
      abilities: { webhooks: abilitiesOf(made(true), model), polling: abilitiesOf(made(false), model) },
    }
  })
  const own: Abilities = { recovery: 'repeatable', unknownWindowMs: 0, resultTtlMs: null, progress: 'percent', cancelRule: 'free-until-done' }
  return [...remote, { id: 'local', model: 'local:picture', medium: 'image', simulator: null, sync: true, byAddress: false, scans: false, failsAs: 'refusal', declinesAs: 'content_rejected', declinesLater: false, callsBackLate: false, callbacks: false, abilities: { webhooks: own, polling: own } }]
}

/** The first that needs no references: a picture, else a model, else a video. */
function plainest(models: readonly Model[]): Model {
  const free = models.filter(({ limits }) => !limits.referencesMin)
  for (const kind of ['image', 'model3d', 'video'] as const) {
    const found = free.find((model) => model.kind === kind)
    if (found) return found
  }
  throw new Error('no model without references')
}

/** Whether the fault can come about at this adapter. */
export function applies(subject: Subject, fault: Fault, webhooks: boolean): boolean {
  if (subject.simulator === null) return fault.name === 'ok'
  if (fault.webhooks && !(subject.callbacks && webhooks)) return false
  if (fault.byAddress && !subject.byAddress) return false
  return !(fault.polled && subject.sync)
}
