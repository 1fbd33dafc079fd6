/** From asking to hold the credits until the kind's own code runs, idle and under load; one node, or api and worker apart. */
import { setTimeout as delay } from 'node:timers/promises'
import { createEngine } from '../../src/engine/engine.ts'
import { newId } from '../../src/engine/ids.ts'
import type { Engine } from '../../src/engine/types.ts'
import { accountPicker } from '../lib/accounts.ts'
import { childConfig, report } from '../lib/child.ts'
import { benchLog } from '../lib/log.ts'
import { spread, type Spread } from '../lib/stats.ts'
import { input, noopKind } from '../lives/kind.ts'

export type PickupConfig = { url: string; apart: boolean; idleSamples: number; perSecond: number; seconds: number }
export type PickupResult = { idle: Spread; loaded: Spread }

const config = childConfig<PickupConfig>()
const started = new Map<string, () => void>()
const kind = {
  ...noopKind,
  // the first of the kind's own code
  prepare({ jobId }: { jobId: string }) {
    started.get(jobId)?.()
    started.delete(jobId)
    return Promise.resolve(undefined)
  },
}
const node = (roles: { api: boolean; worker: boolean }) => createEngine({ databaseUrl: config.url, kinds: [kind], roles, log: benchLog() })
const api: Engine = node({ api: true, worker: !config.apart })
const nodes = config.apart ? [api, node({ api: false, worker: true })] : [api]
for (const engine of nodes) await engine.start()
const pick = accountPicker('uniform', 3)

async function sample(): Promise<number> {
  const id = newId()
  const since = performance.now()
  const begun = new Promise<number>((done) => started.set(id, () => done(performance.now() - since)))
  await api.submit({ accountId: pick(), subject: { kind: 'task', id }, jobs: [{ id, kind: 'bench', input }] })
  return await begun
}

for (let n = 0; n < 20; n++) await sample()
const idle: number[] = []
for (let n = 0; n < config.idleSamples; n++) {
  idle.push(await sample())
  await delay(20 + Math.random() * 60)
}

/** An open loop: what is late is not waited for, so a stall is seen by everybody it would have met. */
async function load(seconds: number): Promise<number[]> {
  const samples: Promise<number>[] = []
  const since = performance.now()
  while (performance.now() - since < seconds * 1_000) {
    const due = Math.floor(((performance.now() - since) * config.perSecond) / 1_000)
    while (samples.length < due) samples.push(sample())
    await delay(1)
  }
  return await Promise.all(samples)
}
await load(2)
const loaded = await load(config.seconds)
for (const engine of nodes.toReversed()) await engine.stop()
report({ idle: spread(idle), loaded: spread(loaded) } satisfies PickupResult)
process.exit(0)
