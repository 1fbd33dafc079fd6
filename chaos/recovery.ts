/** How soon a killed worker's work goes on elsewhere, with the lease people run with. */
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Customers } from './customers.ts'
import type { Fleet } from './fleet.ts'
import type { KindName, SubmissionPlan, Work } from './plan.ts'

export type Recovery = { jobs: number; p50Ms: number; p99Ms: number; mostMs: number; byPhase: Record<string, { jobs: number; p99Ms: number }>; unrecovered: number }

export type RecoveryOptions = { fleet: Fleet; customers: Customers; pool: pg.Pool; recoveries: number; workers: number; log(line: string): void }

const calm: Work = {
  kind: 'chaos.local', price: 1, prepareMs: 0, prepareFaults: 0, workMs: 0, collectMs: 0, collectFaults: 0, posts: ['ok'], polls: 'plain',
  end: 'done', cancellable: true, hook: 'once',
}
/** Long enough that the kill finds them in the phase they are named for. */
const longMs = 6_000
type Stage = { kind: KindName; work: Partial<Work>; phase: string }
const stages: Record<string, Stage> = {
  preparing: { kind: 'chaos.client-id', work: { prepareMs: longMs }, phase: 'preparing' },
  local: { kind: 'chaos.local', work: { workMs: longMs }, phase: 'submitting' },
  submitting: { kind: 'chaos.client-id', work: { posts: ['silent'], workMs: longMs }, phase: 'submitting' },
  collecting: { kind: 'chaos.client-id', work: { workMs: 50, collectMs: longMs }, phase: 'collecting' },
}
const perStage = 6
const giveUpMs = 60_000

type Row = { id: string; node_id: string | null; phase: string | null; attempts: number }

/** Kills one worker at a time while it holds work in every phase, and watches that work until others have it. */
export async function measureRecovery({ fleet, customers, pool, recoveries, workers, log }: RecoveryOptions): Promise<Recovery> {
  // the nodes of before lived with a shorter lease
  for (const child of fleet.all()) if (child.role === 'worker') fleet.kill(child)
  await delay(1_000)
  while (fleet.ready('worker').length < workers) await delay(50)
  // nobody declares others dead before he was steady for a whole lease
  await delay(9_000)
  const times: { stage: string; ms: number }[] = []
  let unrecovered = 0

  for (let round = 1; round <= recoveries; round++) {
    while (fleet.ready('worker').length < workers) await delay(50)
    const stageOf = await submitAll(customers)
    const byNode = Map.groupBy(await untilHeld(pool, stageOf), (row) => row.node_id!)
    const holds = (nodeId: string | undefined) => byNode.get(nodeId ?? '')?.length ?? 0
    const child = fleet.ready('worker').toSorted((a, b) => holds(b.nodeId) - holds(a.nodeId))[0]!
    const victims = new Map((byNode.get(child.nodeId!) ?? []).map((row) => [row.id, row]))
    const since = performance.now()
    fleet.kill(child)
    while (victims.size > 0 && performance.now() - since < giveUpMs) {
      for (const row of await look(pool, [...victims.keys()])) {
        const stage = stageOf.get(row.id)!
        if (!goesOn(stage, row, victims.get(row.id)!)) continue
        times.push({ stage, ms: performance.now() - since })
        victims.delete(row.id)
      }
      await delay(25)
    }
    unrecovered += victims.size
    log(`  kill ${round}: ${times.length} jobs so far, slowest ${Math.round(Math.max(0, ...times.map((t) => t.ms)))} ms`)
  }
  await untilClosed(pool)
  const sorted = (list: { ms: number }[]) => list.map((t) => t.ms).sort((a, b) => a - b)
  const quantile = (list: { ms: number }[], q: number) => Math.round(sorted(list)[Math.max(0, Math.ceil(list.length * q) - 1)] ?? 0)
  const byPhase = Object.fromEntries([...Map.groupBy(times, (t) => t.stage)].map(([stage, list]) => [stage, { jobs: list.length, p99Ms: quantile(list, 0.99) }]))
  return { jobs: times.length, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), mostMs: quantile(times, 1), byPhase, unrecovered }
}

/** Is it in other hands: worked on again, or, where only the provider can say, parked to ask it? */
function goesOn(stage: string, now: Row, before: Row): boolean {
  if (stage === 'submitting') return now.phase !== 'submitting'
  return now.phase === stages[stage]!.phase || now.phase === 'preparing' ? now.node_id !== before.node_id : now.phase === null
}

async function submitAll(customers: Customers): Promise<Map<string, string>> {
  const plans = new Map<SubmissionPlan, string>()
  for (const [stage, { kind, work }] of Object.entries(stages))
    for (let i = 0; i < perStage; i++)
      plans.set(
        {
          atMs: 0, account: 1 + (i % 5), parent: 'none', jobs: [{ ...calm, ...work, kind }], resend: 'none', cancelAfterMs: undefined,
          cancelOnlyFirst: false, retryWhenFailed: false, byEngine: false,
        },
        stage,
      )
  for (const plan of plans.keys()) customers.submit(plan)
  for (;;) {
    const mine = [...customers.accepted.values()].filter(({ plan }) => plans.has(plan))
    if (mine.length === plans.size) return new Map(mine.map(({ plan, leaves }) => [leaves[0]!.jobId, plans.get(plan)!]))
    await delay(20)
  }
}

const look = async (pool: pg.Pool, ids: string[]) =>
  (await pool.query<Row>('select id, node_id, phase, attempts from job where id = any ($1)', [ids])).rows

/** Those that are in the phase they are named for, once all are or a while has passed. */
async function untilHeld(pool: pg.Pool, stageOf: Map<string, string>): Promise<Row[]> {
  for (let i = 0; ; i++) {
    const held = (await look(pool, [...stageOf.keys()])).filter((row) => row.node_id && row.phase === stages[stageOf.get(row.id)!]!.phase)
    if (held.length === stageOf.size || i === 100) return held
    await delay(25)
  }
}

async function untilClosed(pool: pg.Pool): Promise<void> {
  for (let i = 0; i < 240; i++) {
    const { rows } = await pool.query<{ open: number }>('select count(*)::integer as open from job where phase is not null')
    if (rows[0]!.open === 0) return
    await delay(250)
  }
}
