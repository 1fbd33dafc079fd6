import type pg from 'pg'

/** What a node's sessions are called in pg_stat_activity. */
export const sessionName = (nodeId: string): string => `safelight ${nodeId}`

/**
 * Ends the sessions of nodes that have lost their lease with a transaction open. A process frozen while a claim's answer is on its
 * way keeps that claim from its commit, and with it the locks of its lanes, which all others skip: nothing in them would
 * run until it wakes; likewise between two statements of a transaction. PostgreSQL itself waits for ever, for the frozen
 * process's kernel still answers. Should it wake, it resends what was not committed, as after any lost connection.
 * Resolves to how many were ended.
 */
export async function endFrozenSessions(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(s.pid) from pg_stat_activity s join node n on s.application_name = '${sessionName('')}' || n.id
     where s.datname = current_database() and (s.wait_event = 'ClientWrite' or s.state = 'idle in transaction') and n.lease_until < now()`,
  )
  return rowCount ?? 0
}
