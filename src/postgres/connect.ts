import { Client } from 'pg'
import { StartupError, oneLine } from '../startup-error.ts'

/** The oldest PostgreSQL Safelight runs on (Debian 12's). */
export const OLDEST_MAJOR = 15

const CONNECT_TIMEOUT_MS = 10_000

/**
 * Connects once, to find out at start what would otherwise fail later in less clear words.
 *
 * @returns the server's version, for example `15.18`
 * @throws StartupError with one sentence that names what is wrong with DATABASE_URL, never its password
 */
export async function checkDatabase(url: string): Promise<string> {
  const where = describe(url)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'safelight start' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
    )
    const version: string = rows[0].version.split(' ')[0]
    if (Math.floor(rows[0].number / 10_000) >= OLDEST_MAJOR) return version
    throw new StartupError(
      'database_too_old',
      `The database at ${where} is PostgreSQL ${version}: Safelight needs PostgreSQL ${OLDEST_MAJOR} or newer.`,
    )
  } catch (error) {
    throw error instanceof StartupError ? error : explain(error, where)
  } finally {
    await client.end().catch(() => {})
  }
}

/** `host:port/database` for people; throws the sentence for a string that is no PostgreSQL address. */
function describe(url: string): string {
  const malformed = (cause?: unknown): StartupError =>
    new StartupError(
      'database_url_malformed',
      'DATABASE_URL is not a PostgreSQL address: it should look like postgresql://user:password@host:5432/database.',
      { cause },
    )
  let parsed: URL
  try {
    // `postgresql://user@/database?host=/socket` is legal for libpq, not for URL.
    parsed = new URL(url.replace('@/', '@localhost/'))
  } catch (error) {
    throw malformed(error)
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw malformed()
  const socket = parsed.searchParams.get('host')
  return `${socket ?? (parsed.hostname || 'localhost')}${socket ? '' : `:${parsed.port || 5432}`}${parsed.pathname}`
}

function explain(error: unknown, where: string): StartupError {
  const code = (error as { code?: string }).code ?? ''
  const words = oneLine(error instanceof AggregateError ? error.errors[0] : error)
  const because = (
    kind: 'database_unreachable' | 'database_auth_failed' | 'database_not_found' | 'database_not_postgresql',
    text: string,
  ): StartupError => new StartupError(kind, `${text} (DATABASE_URL).`, { cause: error })
  // 28P01 wrong password, 28000 role or host refused, 42501 no right to connect; node-postgres itself complains of a missing one.
  if (/^(28|42501)/.test(code) || /password must be a string|SASL/.test(words))
    return because('database_auth_failed', `The database at ${where} refused the sign-in: ${words}`)
  if (code === '3D000') return because('database_not_found', `There is no such database at ${where}: create it first`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return because('database_unreachable', `The host of the database at ${where} has no known address`)
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return because('database_unreachable', `Nothing answers at the database's address ${where}`)
  if (/timeout|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(`${code} ${words}`))
    return because('database_unreachable', `The database at ${where} did not answer in ${CONNECT_TIMEOUT_MS / 1000} s`)
  if (/does not support SSL|certificate|self.signed|TLS/i.test(words))
    return because('database_unreachable', `The database at ${where} could not be reached over TLS: ${words}`)
  if (/terminated unexpectedly|received invalid response|ECONNRESET/i.test(`${code} ${words}`))
    return because('database_not_postgresql', `What answers at ${where} does not speak PostgreSQL's protocol`)
  return because('database_unreachable', `The database at ${where} could not be used: ${words}`)
}
