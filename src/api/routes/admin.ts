import { z } from 'zod'
import { isJobError } from '../../engine/errors.ts'
import { idFrom, type App, type Deps } from '../app.ts'
import { accountCreated, credits, job, lane, laneList, type Lane } from '../contract.ts'
import { createJobs } from '../jobs.ts'
import { problems } from '../problems.ts'

const tags = ['administration']
const config = { access: 'admin' } as const
/** far above any price list, far below what a bigint or a JSON number holds */
const creditsMax = 1_000_000_000

type LaneRow = {
  id: string
  max_in_flight: number | null
  per_minute: number | null
  paused_reason: string | null
  paused_until: Date | null
  paused: boolean
  waiting: number
  in_flight: number
}

const lanesSql = `
select l.id, l.max_in_flight, l.per_minute, l.paused_reason, l.paused_until,
  l.paused_reason is not null and (l.paused_until is null or l.paused_until > now()) as paused,
  (select count(*) from (select from job j where j.ready_lane = l.id limit 10000) q) as waiting,
  (select count(*) from attempt a where a.slot_lane = l.id) as in_flight
from lane l where $1::text is null or l.id = $1 order by l.id`

export function adminRoutes(app: App, deps: Deps): void {
  const { accounts, engine } = deps
  const jobs = createJobs(deps)

  async function lanes(id: string | null): Promise<Lane[]> {
    const { rows } = await engine.pool.query<LaneRow>(lanesSql, [id])
    return rows.map((row) => ({
      id: row.id,
      maxInFlight: row.max_in_flight,
      perMinute: row.per_minute,
      paused: row.paused ? { reason: row.paused_reason ?? '', until: row.paused_until?.toISOString() ?? null } : null,
      waiting: row.waiting,
      inFlight: row.in_flight,
    }))
  }

  /** Credits in or out, with a reason in the ledger. */
  async function grant(accountId: string, kind: 'grant' | 'adjustment', amount: number, reason: string) {
    const account = await accounts.byId(accountId)
    if (account === null) throw problems.notFound()
    try {
      await engine.grant({ accountId, kind, credits: amount, reason })
    } catch (error) {
      if (isJobError(error) && error.failure.code === 'insufficient_credits')
        throw problems.insufficientCredits({ available: account.available, needed: -amount })
      throw error
    }
    const after = await accounts.byId(accountId)
    return { available: after?.available ?? 0, held: after?.held ?? 0 }
  }

  app.post(
    '/api/admin/accounts',
    {
      config,
      schema: {
        tags,
        summary: 'A new account with its first API key, shown this once',
        body: z.strictObject({ name: z.string().trim().min(1).max(200), role: z.enum(['user', 'admin']).optional(), credits: z.number().int().min(0).max(creditsMax).optional() }),
        response: { 201: accountCreated },
      },
    },
    async (request, reply) => {
      const { name, role = 'user', credits: start = 0 } = request.body
      const account = await accounts.create(name, role)
      const key = await accounts.createKey(account.id, 'first key')
      const balance = start > 0 ? await grant(account.id, 'grant', start, 'new account') : { available: 0, held: 0 }
      return reply.code(201).header('cache-control', 'no-store').send({ accountId: account.id, name, role, apiKey: key.secret, credits: balance })
    },
  )

  app.post(
    '/api/admin/accounts/:id/grants',
    {
      config,
      schema: {
        tags,
        summary: 'Give credits, or adjust them (an adjustment may be negative)',
        params: z.object({ id: z.string() }),
        body: z.strictObject({
          kind: z.enum(['grant', 'adjustment']).default('grant'),
          credits: z.number().int().min(-creditsMax).max(creditsMax),
          reason: z.string().trim().min(1).max(500),
        }),
        response: { 201: credits },
      },
    },
    async (request, reply) => {
      const { kind, credits: amount, reason } = request.body
      if (amount === 0 || (kind === 'grant' && amount < 0)) throw problems.invalidInput([{ pointer: '/credits', code: 'out_of_range', params: { min: 1, max: creditsMax } }])
      return reply.code(201).send(await grant(idFrom(request.params.id), kind, amount, reason))
    },
  )

  app.post(
    '/api/admin/jobs/:id/resolve',
    {
      config,
      schema: {
        tags,
        summary: 'Answer an unknown outcome: the provider has it under this id, or surely never took it',
        params: z.object({ id: z.string() }),
        body: z.union([z.strictObject({ found: z.string().trim().min(1).max(500) }), z.strictObject({ notFound: z.literal(true) })]),
        response: { 200: job },
      },
    },
    async (request) => {
      const jobId = idFrom(request.params.id)
      const { rows } = await engine.pool.query<{ account_id: string; status: string; phase: string | null }>('select account_id, status, phase from job where id = $1', [jobId])
      const found = rows[0]
      if (found === undefined) throw problems.notFound()
      const answer = 'found' in request.body ? { found: request.body.found } : { notFound: true as const }
      // settled meanwhile by the provider's own answer, by another operator or by its window
      if ((await engine.resolveUnknown({ jobId, ...answer })) === 'stale') throw problems.illegalEvent('resolve', found.phase ?? found.status, [])
      request.log.warn({ jobId, ...answer, by: request.principal?.accountId }, 'unknown outcome resolved by an operator')
      const row = await jobs.find(found.account_id, jobId)
      return await jobs.present(found.account_id, row as NonNullable<typeof row>, request.locale)
    },
  )

  app.get('/api/admin/lanes', { config, schema: { tags, summary: 'Limits of every lane, and how full it is', response: { 200: laneList } } }, async () => ({
    items: await lanes(null),
    nextCursor: null,
  }))

  app.patch(
    '/api/admin/lanes/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a lane’s limits; pause or resume it',
        params: z.object({ id: z.string() }),
        body: z.strictObject({
          maxInFlight: z.number().int().min(1).max(1_000_000).nullable().optional(),
          perMinute: z.number().int().min(1).max(1_000_000).nullable().optional(),
          /** null resumes */
          paused: z.strictObject({ reason: z.string().trim().min(1).max(200), seconds: z.number().int().min(1).max(30 * 86_400).optional() }).nullable().optional(),
        }),
        response: { 200: lane },
      },
    },
    async (request) => {
      const { id } = request.params
      const { paused, ...limits } = request.body
      if ((await lanes(id)).length === 0) throw problems.notFound()
      if (limits.maxInFlight !== undefined || limits.perMinute !== undefined) await engine.lanes.configure(id, limits)
      if (paused === null) await engine.lanes.resume(id)
      else if (paused !== undefined) await engine.lanes.pause(id, paused.reason, paused.seconds === undefined ? undefined : paused.seconds * 1000)
      return (await lanes(id))[0] as Lane
    },
  )
}
