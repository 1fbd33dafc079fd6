/** Claims while most of the oldest work must not run: latency of one claimer, six at once, and lanes that never overflow. */
import pg from 'pg'
import { newId } from '../../src/engine/ids.ts'
import { armParams, closeParams } from '../../src/engine/params.ts'
import { statement, type Verb } from '../../src/engine/statements.ts'
import { accountCount } from '../lib/accounts.ts'
import { childConfig, report } from '../lib/child.ts'
import { round, spread, type Spread } from '../lib/stats.ts'

export type ClaimConfig = { url: string; pending: number; claims: number; rounds: number }
export type ClaimResult = {
  one: Spread
  six: Spread
  sixJobsPerSecond: number
  jobsPerClaim: number
  /** in flight at most, of all samples, as a share of the lane's limit */
  fullestLane: { inFlight: number; limit: number; samples: number }
  race: { rounds: number; claims: number; inFlightMax: number; limit: number }
}

const config = childConfig<ClaimConfig>()
const laneCount = 20
const pausedLanes = 6
const fullLanes = 6
const nodes = 6
const places = 20
const fullLimit = 8
const openLimit = 200
const raceLimit = 3

type Claimed = { id: string; token: number | string }
type Node = { id: string; client: pg.Client; send(verb: Verb, values: unknown[]): Promise<Claimed[]> }

const client = new pg.Client({ connectionString: config.url })
await client.connect()
await fill()
const all = await Promise.all(Array.from({ length: nodes }, openNode))

/** 60% of the pending work is older than all the rest, and lies in lanes that are paused or full. */
async function fill(): Promise<void> {
  const blocked = Math.round(config.pending * 0.6)
  const lane = `'claim ' || lpad((case when n <= ${blocked} then n % ${pausedLanes + fullLanes} else ${pausedLanes + fullLanes} + n % ${laneCount - pausedLanes - fullLanes} end)::text, 2, '0')`
  await client.query(`set enable_seqscan = on`)
  await client.query(`
    create temp table made as
    select n, (lpad(to_hex((extract(epoch from now() - interval '1 hour') * 1000)::bigint + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id,
      md5('account ' || (n * 7919) % ${accountCount})::uuid as account_id, ${lane} as lane, n <= ${fullLanes * fullLimit} as running
    from generate_series(1, ${config.pending + fullLanes * fullLimit}) n`)
  // the first jobs fill the full lanes
  await client.query(`update made set lane = 'claim ' || lpad((${pausedLanes} + n % ${fullLanes})::text, 2, '0') where running`)
  await client.query(`
    insert into lane (id, max_in_flight, paused_reason)
    select 'claim ' || lpad(n::text, 2, '0'), case when n < ${pausedLanes + fullLanes} then ${fullLimit} else ${openLimit} end,
      case when n < ${pausedLanes} then 'provider_quota' end
    from generate_series(0, ${laneCount - 1}) n`)
  await client.query(`
    insert into job (id, account_id, subject_kind, subject_id, kind, lane, ready_lane, status, phase, attempts, attempts_max, recovery, price, token, wake_at, deadline_ms)
    select id, account_id, 'task', id, 'claim', lane, case when not running then lane end, case when running then 'processing' else 'pending' end,
      case when running then 'submitted' else 'queued' end, running::int, 3, 'idempotency-key', 2, running::int,
      case when running then now() + interval '300 days' end, 600000
    from made order by n`)
  await client.query(`insert into job_data (job_id, account_id, subject_id, input) select id, account_id, id, '{"prompt": "a red fox in the snow"}' from made order by n`)
  await client.query(`insert into attempt (job_id, no, lane, slot_lane, token, posted_at, accepted_at) select id, 1, lane, lane, 1, now(), now() from made where running`)
  await client.query(`insert into ledger (account_id, job_id, kind, available_delta, held_delta) select account_id, id, 'hold', -2, 2 from made order by n`)
  await client.query(`
    update account a set available = available - s.held, held = a.held + s.held
    from (select account_id, count(*) * 2 as held from made group by account_id) s where a.id = s.account_id`)
  await client.query(`insert into flow (lane, account_id, ready) select distinct lane, account_id, true from made on conflict (lane, account_id) do update set ready = true`)
  await client.query('drop table made; reset enable_seqscan')
  await client.query('analyze job, job_data, attempt, ledger, flow, lane, account')
}

async function openNode(): Promise<Node> {
  const own = new pg.Client({ connectionString: config.url })
  await own.connect()
  const id = newId()
  const send: Node['send'] = async (verb, values) => (await own.query<Claimed>({ ...statement(verb), values })).rows
  await send('heartbeat', [id, 'claimer', ['claim'], 3_600_000, false])
  return { id, client: own, send }
}

const claim = (node: Node) => node.send('claim', [node.id, ['claim'], places, '[]'])

/** As a node does with what it claimed, at once. */
async function finish(node: Node, jobs: Claimed[]): Promise<void> {
  if (jobs.length === 0) return
  const refs = jobs.map(({ id, token }) => ({ job_id: id, token: Number(token) }))
  await node.send('arm', armParams(refs, node.id, 2_000))
  await node.send('close', closeParams(refs.map((ref) => ({ ...ref, attempt: 1, outcome: 'completed', alone: true }))))
}

async function claimAndFinish(node: Node, claims: number, latencies: number[]): Promise<number> {
  let taken = 0
  for (let n = 0; n < claims; n++) {
    const since = performance.now()
    const jobs = await claim(node)
    latencies.push(performance.now() - since)
    taken += jobs.length
    await finish(node, jobs)
  }
  return taken
}

// one claimer; the first claims meet cold plans and pages
await claimAndFinish(all[0]!, 20, [])
const one: number[] = []
const oneTook = await claimAndFinish(all[0]!, config.claims, one)

// six at once, while somebody counts what is in flight
const six: number[] = []
let claiming = true
const fullest = { inFlight: 0, limit: openLimit, samples: 0 }
const watching = (async () => {
  while (claiming) {
    const { rows } = await client.query<{ used: string; limit: number }>(
      `select count(*) as used, max(l.max_in_flight) as limit from attempt a join lane l on l.id = a.slot_lane where a.slot_lane like 'claim%' group by a.slot_lane`,
    )
    fullest.samples++
    for (const { used, limit } of rows) if (Number(used) / limit > fullest.inFlight / fullest.limit) Object.assign(fullest, { inFlight: Number(used), limit })
  }
})()
const since = performance.now()
const sixTook = (await Promise.all(all.map((node) => claimAndFinish(node, config.claims, six)))).reduce((a, b) => a + b, 0)
const sixSeconds = (performance.now() - since) / 1_000
claiming = false
await watching

// many claims for few places, and nothing leaves: whoever oversteps stays visible
await client.query(`update lane set max_in_flight = ${raceLimit}, ver = ver + 1 where id like 'claim%' and paused_reason is null and max_in_flight = ${openLimit}`)
const race = { rounds: config.rounds, claims: 0, inFlightMax: 0, limit: raceLimit }
for (let n = 0; n < config.rounds; n++) {
  const held = await Promise.all(
    all.map(async (node) => {
      const jobs: Claimed[] = []
      for (let k = 0; k < 4; k++) {
        jobs.push(...(await claim(node)))
        race.claims++
      }
      return { node, jobs }
    }),
  )
  const { rows } = await client.query<{ used: string }>(
    `select count(*) as used from attempt a join lane l on l.id = a.slot_lane where l.max_in_flight = ${raceLimit} and l.id like 'claim%' group by l.id`,
  )
  race.inFlightMax = Math.max(race.inFlightMax, ...rows.map((row) => Number(row.used)))
  for (const { node, jobs } of held) await finish(node, jobs)
}

report({
  one: spread(one),
  six: spread(six),
  sixJobsPerSecond: Math.round(sixTook / sixSeconds),
  jobsPerClaim: round(oneTook / config.claims, 1),
  fullestLane: fullest,
  race,
} satisfies ClaimResult)
process.exit(0)
