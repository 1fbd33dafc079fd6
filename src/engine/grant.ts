import type pg from 'pg'
import { jobError } from './errors.ts'
import type { Engine } from './types.ts'

/**
 * Gives or takes credits, with a reason; a ledger line either way. Throws `insufficient_credits` where an adjustment
 * would go below zero. With `once`, a line of that kind and reason is written at most once per account, however many
 * nodes ask at the same time: the account's sequence is read under lock and in the snapshot, and asked again if it moved.
 */
export async function grantCredits(pool: pg.Pool, { accountId, kind, credits, reason, once }: Parameters<Engine['grant']>[0]): Promise<void> {
  for (;;) {
    try {
      const { rows } = await pool.query<{ unchanged: boolean }>(
        `with account_now as materialized (
           select id, submit_seq = (select s.submit_seq from account s where s.id = account.id) as unchanged
           from account where id = $1 for no key update
         ), line as (
           insert into ledger (account_id, kind, available_delta, held_delta, reason)
           select id, $2, $3, 0, $4 from account_now
           where not $5 or unchanged and not exists (
             select from ledger l where l.account_id = $1 and l.kind = $2 and l.reason = $4)
           returning account_id, available_delta
         ), told as (
           insert into event (account_id, type, data) select account_id, 'credits.changed', '{}' from line
         ), credited as (
           update account a set available = a.available + line.available_delta, submit_seq = a.submit_seq + 1
           from line where a.id = line.account_id
         )
         select unchanged from account_now`,
        [accountId, kind, credits, reason, once ?? false],
      )
      if (!rows[0]) throw jobError('invalid_input', { params: { field: 'accountId' } })
      if (!once || rows[0].unchanged) return
    } catch (error) {
      if ((error as pg.DatabaseError).constraint === 'account_available_check') throw jobError('insufficient_credits', { cause: error })
      throw error
    }
  }
}
