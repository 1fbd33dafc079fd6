/** Accounts, API keys and sessions in the database. Secrets come in, only their hashes are kept. */
import { createHash, randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { newId } from '../engine/ids.ts'

export type AccountRow = { id: string; name: string; role: 'user' | 'admin'; demo: boolean; available: number; held: number }
export type ApiKeyRow = { id: string; name: string; prefix: string; created_at: Date; last_used_at: Date | null }

/** The one demo account and the one bootstrap account of an installation have fixed ids: nodes that race meet in one row. */
export const demoAccountId = '00000000-0000-7000-8000-00000000de30'
export const bootstrapAccountId = '00000000-0000-7000-8000-00000000ad31'

export const sessionDays = 30

/**
 * Plain SHA-256 is right here: these secrets are 256 random bits, so there is nothing to guess slowly. Looking a hash
 * up in an index gives no useful timing either: whoever can steer the hash towards a stored one has broken SHA-256.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
const newSecret = (): string => randomBytes(32).toString('base64url')

const accountColumns = 'a.id, a.name, a.role, a.demo, a.available, a.held'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(pool: Pool) {
  const one = async <Row extends object>(name: string, text: string, values: unknown[]): Promise<Row | null> =>
    (await pool.query<Row>({ name, text, values })).rows[0] ?? null

  return {
    byKey: (secret: string) =>
      one<AccountRow & { key_id: string; used_recently: boolean }>(
        'account_by_key',
        `select ${accountColumns}, k.id as key_id, coalesce(k.last_used_at > now() - interval '1 minute', false) as used_recently
         from api_key k join account a on a.id = k.account_id where k.secret_hash = $1 and k.revoked_at is null`,
        [hashSecret(secret)],
      ),
    bySession: (secret: string) =>
      one<AccountRow>(
        'account_by_session',
        `select ${accountColumns} from session s join account a on a.id = s.account_id where s.id_hash = $1 and s.expires_at > now()`,
        [hashSecret(secret)],
      ),
    byId: (id: string) => one<AccountRow>('account_by_id', `select ${accountColumns} from account a where a.id = $1`, [id]),

    /** For the list of keys; at most once a minute, and nobody waits for it. */
    async keyUsed(keyId: string): Promise<void> {
      await pool.query(`update api_key set last_used_at = now() where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`, [keyId])
    },

    async createSession(accountId: string): Promise<string> {
      const secret = newSecret()
      await pool.query(
        `with swept as (delete from session where expires_at < now())
         insert into session (id_hash, account_id, expires_at) values ($1, $2, now() + interval '${sessionDays} days')`,
        [hashSecret(secret), accountId],
      )
      return secret
    },
    async endSession(secret: string): Promise<void> {
      await pool.query('delete from session where id_hash = $1', [hashSecret(secret)])
    },

    /** Makes the account unless it exists; returns it either way. */
    async ensure(id: string, name: string, role: 'user' | 'admin', demo = false): Promise<AccountRow> {
      await pool.query('insert into account (id, name, role, demo) values ($1, $2, $3, $4) on conflict (id) do nothing', [id, name, role, demo])
      return (await one<AccountRow>('account_by_id', `select ${accountColumns} from account a where a.id = $1`, [id])) as AccountRow
    },
    async create(name: string, role: 'user' | 'admin'): Promise<AccountRow> {
      return this.ensure(newId(), name, role)
    },

    /** A new key. The secret is in the answer and nowhere else. */
    async createKey(accountId: string, name: string): Promise<{ id: string; secret: string; prefix: string; createdAt: Date }> {
      const id = newId()
      const secret = `sl_${newSecret()}`
      const prefix = secret.slice(0, 7)
      const { rows } = await pool.query<{ created_at: Date }>(
        'insert into api_key (id, account_id, name, secret_hash, prefix) values ($1, $2, $3, $4, $5) returning created_at',
        [id, accountId, name, hashSecret(secret), prefix],
      )
      return { id, secret, prefix, createdAt: rows[0]!.created_at }
    },
    async keys(accountId: string): Promise<ApiKeyRow[]> {
      const { rows } = await pool.query<ApiKeyRow>(
        'select id, name, prefix, created_at, last_used_at from api_key where account_id = $1 and revoked_at is null order by id desc',
        [accountId],
      )
      return rows
    },
    /** False where the account has no such key. */
    async revokeKey(accountId: string, keyId: string): Promise<boolean> {
      const { rowCount } = await pool.query('update api_key set revoked_at = now() where id = $1 and account_id = $2 and revoked_at is null', [keyId, accountId])
      return rowCount === 1
    },

    /** The key the operator set is the bootstrap account's only bootstrap key: changing the variable replaces it. */
    async setBootstrapKey(secret: string): Promise<void> {
      const hash = hashSecret(secret)
      await pool.query(`update api_key set revoked_at = now() where account_id = $1 and bootstrap and secret_hash <> $2 and revoked_at is null`, [bootstrapAccountId, hash])
      await pool.query(
        `insert into api_key (id, account_id, name, secret_hash, prefix, bootstrap) values ($1, $2, 'SAFELIGHT_BOOTSTRAP_API_KEY', $3, $4, true)
         on conflict (secret_hash) do update set revoked_at = null where api_key.bootstrap`,
        [newId(), bootstrapAccountId, hash, `${secret.slice(0, 3)}...`],
      )
    },

    /** A value all nodes agree on, made by the first that asks. */
    async setting(name: string, make: () => string): Promise<string> {
      await pool.query('insert into setting (name, value) values ($1, $2) on conflict (name) do nothing', [name, make()])
      const { rows } = await pool.query<{ value: string }>('select value from setting where name = $1', [name])
      return rows[0]!.value
    },
  }
}
