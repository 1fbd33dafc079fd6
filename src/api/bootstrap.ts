/** What a fresh installation gets: the operator's account, the lanes of the local provider. Harmless to repeat. */
import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Engine } from '../engine/types.ts'
import type { Models } from '../providers/registry.ts'
import { bootstrapAccountId, demoAccountId, type AccountRow, type Accounts } from './accounts.ts'

export const demoCredits = 1000

/** The operator's account with its key, role admin, and its credits exactly once, however many nodes start at the same time. */
export async function bootstrapAccount(engine: Engine, accounts: Accounts, { apiKey, credits }: NonNullable<Config['bootstrap']>): Promise<void> {
  await accounts.ensure(bootstrapAccountId, 'Admin', 'admin')
  await accounts.setBootstrapKey(apiKey)
  if (credits > 0) await engine.grant({ accountId: bootstrapAccountId, kind: 'grant', credits, reason: 'bootstrap', once: true })
}

/** The installation's one demo account, with its credits exactly once. */
export async function demoAccount(engine: Engine, accounts: Accounts): Promise<AccountRow> {
  await accounts.ensure(demoAccountId, 'Demo', 'user', true)
  await engine.grant({ accountId: demoAccountId, kind: 'grant', credits: demoCredits, reason: 'demo', once: true })
  return (await accounts.byId(demoAccountId)) as AccountRow
}

/**
 * A lane for every model there is: with the limits its provider publishes where there is none yet (what an operator changed
 * later stays), and with what this kind of node can run at once.
 */
export async function bootstrapLanes(engine: Engine, models: Models, { localLaneMax, localThreads }: Pick<Config, 'localLaneMax' | 'localThreads'>): Promise<void> {
  const wanted = models.offers.map(({ model, provider }) => ({
    id: model.id,
    maxInFlight: provider.id === 'local' ? localLaneMax : (model.lane.maxInFlight ?? null),
    perMinute: model.lane.perMinute ?? null,
    perNode: provider.id === 'local' ? localThreads : (model.lane.perNode ?? null),
  }))
  const { rows } = await engine.pool.query<{ id: string; per_node: number | null }>('select id, per_node from lane where id = any($1)', [wanted.map((lane) => lane.id)])
  for (const { id, ...limits } of wanted) {
    const known = rows.find((row) => row.id === id)
    if (known === undefined) await engine.lanes.configure(id, limits)
    else if (known.per_node !== limits.perNode) await engine.lanes.configure(id, { perNode: limits.perNode })
  }
}

/** Signs file addresses and tickets: the operator's, or one all nodes share through the database. */
export const signingSecret = async (accounts: Accounts, configured: string | null): Promise<string> =>
  configured ?? (await accounts.setting('signing_secret', () => randomBytes(32).toString('base64url')))
