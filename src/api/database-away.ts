/** Errors of node-postgres that carry no code, only these words. */
const lostWords = /^Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|^Query read timeout/

const netCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])
/** admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, read-only after a failover */
const awayStates = new Set(['57P01', '57P02', '57P03', '53300', '25006'])

/**
 * Is PostgreSQL away just now, as opposed to: it refused what we asked? Narrower than the engine's own judgement,
 * which only decides about resending: here a programming error must stay a 500.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string') {
    if (awayStates.has(code) || code.startsWith('08') || netCodes.has(code)) return true
    // the embedded server's socket file is gone while it restarts
    if (code === 'ENOENT' && syscall === 'connect') return true
  }
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isDatabaseAway)
  return lostWords.test(error.message)
}
