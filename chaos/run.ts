/** One run from start to verdict: sets the stage, lets work and harm go on together, waits for calm, looks at what is left. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openPool } from '../src/engine/database.ts'
import { newId } from '../src/engine/ids.ts'
import type { ChildSetup, FromChild } from './child.ts'
import { checkAll, type Checked } from './checks.ts'
import { createCustomers } from './customers.ts'
import { createFleet, surprisesMax, type Child } from './fleet.ts'
import { createHarmer, type Harmer } from './harm.ts'
import { deadlineMs, unknownWindowMs } from './kinds.ts'
import type { ChaosOptions } from './options.ts'
import { makePlan, type Plan } from './plan.ts'
import { startPostgres } from './postgres.ts'
import { startProvider } from './provider.ts'
import { startProxy } from './proxy.ts'
import { createRandom } from './random.ts'
import { measureRecovery, type Recovery } from './recovery.ts'

export type RunResult = {
  plan: Plan
  checked: Checked
  harm: Pick<Harmer, 'counts' | 'hits' | 'freezesAt'>
  unhitTraps: string[]
  /** verdicts other than applied, by verb and verdict */
  verdicts: Record<string, Record<string, number>>
  lostAnswers: Record<string, number>
  postAnswers: Record<string, number>
  resets: number
  surprises: string[]
  recovery: Recovery | undefined
  lanesOver: string[]
  settledInMs: number
  postgres: string
}

type Cleanup = () => Promise<unknown>
const terminal = new Set(['job.completed', 'job.failed', 'job.cancelled'])
/** random and targeted harm that may wait for its victims */
const behindMax = 10
const limits: Record<string, number> = { 'chaos.client-id': 30, 'chaos.keyed': 12, 'chaos.sync': 20, 'chaos.blind': 8 }

/** Runs the whole thing. `cleanups` are for the caller to run, last first, whatever happens. */
export async function run(options: ChaosOptions, log: (line: string) => void, cleanups: Cleanup[]): Promise<RunResult> {
  const { leaseMs } = options
  const plan = makePlan(options)
  log(`seed ${options.seed}, plan ${plan.hash}: ${plan.submissions.length} submissions and ${plan.harms.length} harms in ${(plan.durationMs / 1000).toFixed(0)} s`)
  const postgres = await startPostgres(options.postgres, (line) => log(`  ${line}`))
  cleanups.push(() => postgres.stop())
  const proxy = await startProxy(postgres.url)
  cleanups.push(() => proxy.stop())
  const pool = openPool({ connectionString: postgres.url, max: 4, name: 'safelight chaos' })
  cleanups.push(() => pool.end())
  const filesDir = join(postgres.folder, 'files')
  mkdirSync(filesDir)
  if (options.logs && !existsSync(options.logs)) mkdirSync(options.logs, { recursive: true })

  const heard = new Map<string, string[]>()
  const verdicts: RunResult['verdicts'] = {}
  let cursor: string | undefined
  let resets = 0
  let started = 0
  let production = false

  const provider = await startProvider({ random: createRandom(options.seed, 'provider'), wake: (jobId) => customers.wake(jobId) })
  cleanups.push(() => provider.stop())

  function hear(child: Child, message: FromChild): void {
    switch (message.type) {
      case 'ready':
        harmer.arm(child)
        if (child.role === 'api') customers.apiStarted()
        return
      case 'hit':
        return harmer.hit(child, message)
      case 'verdict': {
        const byVerdict = (verdicts[message.verb] ??= {})
        byVerdict[message.verdict] = (byVerdict[message.verdict] ?? 0) + 1
        return
      }
      case 'answer':
        return customers.apiAnswered(message.n, message.answer)
      case 'reset':
        resets++
        cursor = message.cursor
        return
      case 'event':
        cursor = message.cursor
        if (!message.jobId || !terminal.has(message.event)) return
        heard.set(message.jobId, [...(heard.get(message.jobId) ?? []), message.event])
        customers.heard(message.jobId, message.event)
    }
  }

  const fleet = createFleet({
    setup: (role): ChildSetup => ({
      databaseUrl: proxy.url, providerUrl: provider.url, filesDir, leaseMs, production,
      logFile: options.logs && join(options.logs, `${role}-${++started}.log`),
      ...(role === 'subscriber' && { after: cursor }),
    }),
    heard: hear,
    ended: () => {},
  })
  cleanups.push(() => fleet.stop())
  const accounts = Array.from({ length: plan.accounts }, () => newId())
  for (const [i, id] of accounts.entries()) await pool.query('insert into account (id, name) values ($1, $2)', [id, `customer ${i}`])
  for (const [lane, most] of Object.entries(limits)) await pool.query('insert into lane (id, max_in_flight) values ($1, $2)', [lane, most])
  const customers = createCustomers(accounts, (n, request) => fleet.ready('api')[0]?.send({ type: 'ask', n, request }))
  const harmer = createHarmer({ fleet, postgres, proxy, pool, random: createRandom(options.seed, 'victims'), leaseMs, log })

  fleet.start('subscriber')
  while (!cursor) await delay(20)
  fleet.start('api')
  for (let i = 0; i < options.workers; i++) fleet.start('worker')
  while (fleet.ready('api').length === 0 || fleet.ready('worker').length < options.workers) await delay(50)
  await customers.grant()

  const lanesOver: string[] = []
  const watch = setInterval(() => void overLimit().catch(() => {}), 500)
  const stalled = setInterval(() => void stalls().catch(() => {}), 1_000)
  cleanups.push(async () => (clearInterval(watch), clearInterval(stalled)))
  /** A statement that takes seconds is worth a line: somebody holds what others wait for. */
  async function stalls(): Promise<void> {
    const { rows } = await pool.query(
      `select pid, application_name as app, state, wait_event_type || ':' || wait_event as waits, pg_blocking_pids(pid)::text as for,
         round(extract(epoch from now() - coalesce(xact_start, query_start)), 1)::text as secs, left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as query
       from pg_stat_activity where backend_type = 'client backend' and state <> 'idle' and xact_start < now() - interval '3 seconds'`,
    )
    for (const row of rows) log(`  slow: ${Object.values(row).join(' | ')}`)
  }
  async function overLimit(): Promise<void> {
    const { rows } = await pool.query(
      `select l.id, l.max_in_flight, count(*)::integer as used from lane l join attempt a on a.slot_lane = l.id group by l.id having count(*) > l.max_in_flight`,
    )
    for (const { id, max_in_flight, used } of rows) lanesOver.push(`${id}: ${used} of ${max_in_flight}`)
  }

  const openSql = `select count(*)::integer as open from job where phase is not null`
  const since = performance.now()
  let waitedMs = 0
  /** the plan's clock: it stands still while more harm is due than this machine can do at once */
  const passed = () => performance.now() - since - waitedMs
  async function wait(ms: number): Promise<void> {
    await delay(ms)
    if (fleet.surprises.length > surprisesMax) throw new Error(`processes keep ending by themselves: ${fleet.surprises.at(-1)}`)
    if (harmer.behind() > behindMax && waitedMs < plan.durationMs * 2) waitedMs += ms
  }
  const timeline = [
    ...plan.submissions.map((submission) => ({ atMs: submission.atMs, go: () => customers.submit(submission) })),
    ...plan.harms.map((harm) => ({ atMs: harm.atMs, go: () => harmer.begin(harm) })),
  ].sort((a, b) => a.atMs - b.atMs)
  let nextWord = 15_000
  for (const { atMs, go } of timeline) {
    while (passed() < atMs) await wait(Math.max(1, Math.min(50, atMs - passed())))
    go()
    if (passed() < nextWord) continue
    nextWord += 15_000
    const open = (await pool.query<{ open: number }>(openSql).catch(() => undefined))?.rows[0]?.open
    const { kills, freezes, terminations, restarts } = harmer.counts
    log(`${(passed() / 1000).toFixed(0)} s: ${customers.accepted.size} accepted, ${open ?? '?'} open; ${kills} kills, ${freezes} freezes, ${terminations} terminations, ${restarts} restarts`)
  }
  // the plan's work starts over while somebody has yet to step into a trap
  const encoreSince = performance.now()
  const everyMs = plan.durationMs / plan.submissions.length
  for (let i = 0; harmer.behind() + harmer.openTraps().length > 0 && performance.now() - encoreSince < Math.max(plan.durationMs, 90_000); i++) {
    customers.submit(plan.submissions[i % plan.submissions.length]!)
    await delay(everyMs)
  }
  const unhitTraps = harmer.openTraps().map((trap) => `${trap.how} at ${trap.point}`)
  await harmer.end()
  log(`the harm is over after ${((performance.now() - since) / 1000).toFixed(0)} s; waiting until all is settled`)

  const calmSince = performance.now()
  const boundMs = deadlineMs(leaseMs) + unknownWindowMs(leaseMs) + leaseMs * 10
  const unheard = async () =>
    (await pool.query<{ id: string }>('select id from job where phase is null')).rows.filter(({ id }) => !heard.has(id)).length
  while (performance.now() - calmSince < boundMs) {
    const { open } = (await pool.query<{ open: number }>(openSql)).rows[0]!
    if (open === 0 && customers.waiting() === 0 && (await unheard()) === 0) break
    await delay(250)
  }
  const settledInMs = performance.now() - calmSince
  customers.stop()
  // a doubled event would come a little later
  await delay(1_000)

  let recovery: Recovery | undefined
  if (options.recoveries > 0) {
    log('measuring how soon work of a killed worker goes on, with the production lease')
    const chaosOpen = (await pool.query<{ open: number }>(openSql)).rows[0]!.open
    if (chaosOpen === 0) {
      production = true
      recovery = await measureRecovery({ fleet, customers, pool, recoveries: options.recoveries, workers: 3, log })
    }
  }

  const client = await pool.connect()
  try {
    await delay(500)
    const checked = await checkAll({ client, customers, tasks: provider.tasks, heard, filesDir, leaseMs })
    return {
      plan, checked, harm: harmer, unhitTraps, verdicts, lostAnswers: proxy.lost, postAnswers: provider.answers, resets,
      surprises: fleet.surprises, recovery, lanesOver, settledInMs, postgres: postgres.version,
    }
  } finally {
    client.release()
  }
}
