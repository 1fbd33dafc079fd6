/** A whole node with ten thousand jobs parked at a simulated Replicate: the real adapter, but nothing is downloaded. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { writeDirective, type Directive } from '../../simulators/lib/directive.ts'
import { start } from '../../src/cli/start.ts'
import { readConfig } from '../../src/config.ts'
import { newId } from '../../src/engine/ids.ts'
import type { JobKind } from '../../src/engine/types.ts'
import { generationKind, type GenerationDeps } from '../../src/studios/generation.ts'
import { freePort } from '../../src/testing/free-port.ts'
import { childConfig, report } from '../lib/child.ts'
import { benchLog } from '../lib/log.ts'
import { round, spread, type Spread } from '../lib/stats.ts'

export type WebhooksConfig = {
  url: string
  /** the simulator's variables */
  env: Record<string, string>
  jobs: number
  /** a public address for callbacks; of them this share is dropped, and this share doubled */
  webhooks: { dropped: number; doubled: number; workMs: number } | null
  /** without callbacks: polls are watched for so long */
  seconds: number
}
export type WebhooksResult = {
  parkedAtOnce: number
  parkedPerSecond: number
  polls: number
  collected: number
  /** from the work's end at the provider until its result was collected */
  lateness: Spread
  /** of polls against when they were due */
  pollLateness: Spread
  pollsPerSecond: number
}

const model = 'replicate:black-forest-labs/flux-schnell'
const config = childConfig<WebhooksConfig>()
const { webhooks, jobs } = config

let polls = 0
const parkedAt = new Map<string, number>()
const dueAt = new Map<string, number>()
const pollLateness: number[] = []
const lateness: number[] = []

/** Picture jobs as a studio has them, watched; what was made is not fetched, for that is another matter than waiting. */
function watched(deps: GenerationDeps): JobKind[] {
  const kind = generationKind(deps, { kind: 'bench_picture', medium: 'image', facts: z.object({}) }) as JobKind
  return [
    {
      ...kind,
      async submit(ctx, prepared) {
        const answer = await kind.submit(ctx, prepared)
        const now = performance.now()
        parkedAt.set(ctx.jobId, now)
        if (answer.type === 'accepted') dueAt.set(ctx.jobId, now + answer.pollInMs!)
        return answer
      },
      async poll(ctx, externalId) {
        const now = performance.now()
        polls++
        // woken by a callback it comes before it was due
        const late = now - (dueAt.get(ctx.jobId) ?? now)
        if (late >= 0) pollLateness.push(late)
        const answer = await kind.poll!(ctx, externalId)
        if (answer.type === 'running') dueAt.set(ctx.jobId, performance.now() + answer.pollInMs!)
        return answer
      },
      collect(ctx) {
        if (webhooks) lateness.push(performance.now() - (parkedAt.get(ctx.jobId)! + webhooks.workMs))
        return Promise.resolve({ files: [] })
      },
    },
  ]
}

const folder = await mkdtemp(join(tmpdir(), 'safelight-bench-webhooks-'))
const port = await freePort()
const safelight = await start({
  config: readConfig({
    ...config.env, DATABASE_URL: config.url, SAFELIGHT_DATA: folder, PORT: String(port), SAFELIGHT_LOCAL_THREADS: '1',
    ...(webhooks && { SAFELIGHT_PUBLIC_URL: `http://127.0.0.1:${port}` }),
  }),
  log: benchLog(),
  webFolder: null,
  trial: { kinds: watched },
})
const { engine } = safelight
// what Replicate takes a minute would be another measurement
await engine.lanes.configure(model, { maxInFlight: null, perMinute: null, perNode: null })
const accountId = newId()
await engine.pool.query(`insert into account (id, name) values ($1, 'bench')`, [accountId])
await engine.grant({ accountId, kind: 'grant', credits: 10_000_000, reason: 'bench' })

/** The first share is dropped, the second doubled, well mixed. */
function hookOf(n: number): Directive['hook'] {
  if (!webhooks) return 'none'
  const at = ((n * 7_919) % jobs) / jobs
  return at < webhooks.dropped ? 'dropped' : at < webhooks.dropped + webhooks.doubled ? 'doubled' : 'ok'
}

async function submit(n: number): Promise<void> {
  const directive: Partial<Directive> = { hook: hookOf(n), ms: webhooks?.workMs ?? 0, ...(!webhooks && { run: 'stuck' }) }
  const request = { kind: 'image', prompt: `picture ${n} ${writeDirective(directive)}`, seed: n, aspect: '1:1', references: [] }
  const answer = await engine.submit({ accountId, subject: { kind: 'task', id: newId(), create: {} }, jobs: [{ id: newId(), kind: 'bench_picture', input: { model, request } }] })
  if (answer.type !== 'created') throw new Error(`a job was answered ${JSON.stringify(answer)}`)
}

let next = 0
const startedAt = performance.now()
await Promise.all(
  Array.from({ length: 32 }, async () => {
    while (next < jobs) await submit(next++)
  }),
)
const count = async (where: string) => Number((await engine.pool.query(`select count(*) as n from job where kind = 'bench_picture' and ${where}`)).rows[0].n)
let parkedAtOnce = 0
while (parkedAt.size < jobs) {
  parkedAtOnce = Math.max(parkedAtOnce, await count(`phase = 'submitted'`))
  await delay(200)
}
const parkedPerSecond = jobs / ((performance.now() - startedAt) / 1_000)
parkedAtOnce = Math.max(parkedAtOnce, await count(`phase = 'submitted'`))

let pollsPerSecond = 0
if (webhooks) {
  const giveUpAt = performance.now() + webhooks.workMs + 300_000
  while ((await count('phase is not null')) > 0 && performance.now() < giveUpAt) await delay(500)
} else {
  // those first polls that were due while it was still parking are another pace's
  pollLateness.length = 0
  const [before, since] = [polls, performance.now()]
  await delay(config.seconds * 1_000)
  pollsPerSecond = (polls - before) / ((performance.now() - since) / 1_000)
}
const collected = await count(`status = 'completed'`)
await safelight.stop()
await rm(folder, { recursive: true, force: true, maxRetries: 3 })

report({
  parkedAtOnce, parkedPerSecond: round(parkedPerSecond, 1), polls, collected, lateness: spread(lateness), pollLateness: spread(pollLateness), pollsPerSecond: round(pollsPerSecond, 1),
} satisfies WebhooksResult)
process.exit(0)
