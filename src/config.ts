/**
 * The environment, read once. Every variable is documented here and nowhere else is `process.env` read for settings;
 * `variables` below also prints the reference in the docs and in `safelight start --help`.
 */
import { availableParallelism } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import type { S3Config } from './media/storage-s3.ts'
import { folders } from './providers/folders.ts'
import { modelKinds } from './providers/provider.ts'
import type { ModelsConfig } from './providers/registry.ts'
import { StartupError } from './startup-error.ts'

export type Config = {
  /** 0 takes any free port */
  port: number
  host: string
  /** absolute path */
  dataFolder: string
  /** null: the embedded PostgreSQL in the data folder */
  databaseUrl: string | null
  /** a direct connection for LISTEN where `databaseUrl` goes through a pooler; null: the same */
  listenUrl: string | null
  /** false behind a pooler that knows no prepared statements */
  preparedStatements: boolean
  /** null: files in the data folder */
  s3: S3Config | null
  bootstrap: { apiKey: string; credits: number } | null
  /** origin under which people reach this server, without a trailing slash; null: unknown */
  publicUrl: string | null
  /** how many proxies in front may be believed about the client's address */
  trustedProxies: number
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  localThreads: number
  /** places in each local lane, over all nodes */
  localLaneMax: number
  prices: { image: number; model3d: number; photograph: number; video: number; text: number }
  /** null: the one on the PATH, else the one from npm */
  ffmpegPath: string | null
  /** credits for putting the clips of one video together on our own machines */
  videoFinalCredits: number
  /** requests one account may make per minute on one node */
  requestsPerMinute: number
  /** signs file addresses and WebSocket tickets; null: one kept in the database */
  secret: string | null
  metricsToken: string | null
  /** by provider: the values of its variables, or which of them are missing */
  providers: ModelsConfig['providers']
  /** the model of each kind that is used where a request names none */
  defaultModels: ModelsConfig['defaults']
  /** models in the order in which an attempt that was surely not accepted goes from one to the next */
  fallbackModels: ModelsConfig['fallbacks']
  /** hosts and origins whose results may come from private addresses */
  allowPrivateHosts: string[]
}

type Variable = { name: string; default: string | null; meaning: string }

/** Every variable Safelight reads, for people. */
export const variables: readonly Variable[] = [
  { name: 'PORT', default: '3000', meaning: 'Port to listen on; 0 takes any free one.' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'Address to listen on; 0.0.0.0 or :: to be reachable from other machines.' },
  { name: 'SAFELIGHT_DATA', default: '.safelight', meaning: 'Folder for the embedded database and the files.' },
  { name: 'DATABASE_URL', default: null, meaning: 'A PostgreSQL 15 or newer to use instead of the embedded one.' },
  { name: 'S3_BUCKET', default: null, meaning: 'Keeps files in this bucket of an S3-compatible object store, not in the data folder. All nodes need the same.' },
  { name: 'S3_ENDPOINT', default: null, meaning: 'Address of the object store, such as http://minio:9000; without it Amazon S3.' },
  { name: 'S3_REGION', default: 'us-east-1', meaning: 'Region of the bucket.' },
  { name: 'S3_ACCESS_KEY_ID', default: null, meaning: 'Key for the object store, with S3_SECRET_ACCESS_KEY; without both, what the machine has (a role, a profile).' },
  { name: 'S3_SECRET_ACCESS_KEY', default: null, meaning: 'Secret of that key.' },
  { name: 'SAFELIGHT_LISTEN_URL', default: null, meaning: 'A direct connection to the same database, where DATABASE_URL goes through a pooler such as PgBouncer.' },
  { name: 'SAFELIGHT_PREPARED_STATEMENTS', default: 'on', meaning: 'off behind a pooler in transaction mode that cannot keep prepared statements (PgBouncer before 1.21).' },
  { name: 'SAFELIGHT_BOOTSTRAP_API_KEY', default: null, meaning: 'Makes an admin account with this bearer key; at least 16 characters.' },
  { name: 'SAFELIGHT_BOOTSTRAP_CREDITS', default: '1000', meaning: 'Credits granted once to that account.' },
  { name: 'SAFELIGHT_PUBLIC_URL', default: null, meaning: 'The address people reach this server under, such as https://studio.example.org. With https, cookies are marked Secure.' },
  { name: 'SAFELIGHT_TRUSTED_PROXIES', default: '0', meaning: 'How many proxies in front of this server may be believed about the client address.' },
  { name: 'LOG_LEVEL', default: 'info', meaning: 'trace, debug, info, warn, error or silent.' },
  { name: 'SAFELIGHT_LOCAL_THREADS', default: 'cores - 1', meaning: 'Threads of the local provider.' },
  { name: 'SAFELIGHT_LOCAL_LANE_MAX', default: '16', meaning: 'How many pictures, and how many models, the local provider makes at once over all nodes, when its lanes are first made; later changes go through /api/admin/lanes.' },
  { name: 'SAFELIGHT_PRICE_IMAGE', default: '5', meaning: 'Credits for one picture.' },
  { name: 'SAFELIGHT_PRICE_MODEL3D', default: '20', meaning: 'Credits for one 3D model.' },
  { name: 'SAFELIGHT_PRICE_PHOTOGRAPH', default: '8', meaning: 'Credits for one photograph of the local provider.' },
  { name: 'SAFELIGHT_PRICE_VIDEO', default: '10', meaning: 'Credits for five seconds of video of the local provider; longer ones in proportion, professional ones twice as much.' },
  { name: 'SAFELIGHT_PRICE_TEXT', default: '1', meaning: 'Credits for one script of the local provider.' },
  { name: 'FFMPEG_PATH', default: null, meaning: 'The ffmpeg to use, with libx264 and AAC. Without it the one on the PATH, else the one that npm installed.' },
  { name: 'SAFELIGHT_PRICE_VIDEO_FINAL', default: '0', meaning: 'Credits for putting the clips of one video together, on our own machines.' },
  { name: 'SAFELIGHT_REQUESTS_PER_MINUTE', default: '60000', meaning: 'Requests one account may make per minute on one node.' },
  { name: 'SAFELIGHT_SECRET', default: null, meaning: 'Signs file addresses; at least 32 characters. Without it one is made and kept in the database.' },
  { name: 'SAFELIGHT_METRICS_TOKEN', default: null, meaning: 'Bearer token for /metrics from other machines; without it only this machine and admins may read them.' },
  { name: 'SAFELIGHT_ALLOW_PRIVATE_HOSTS', default: null, meaning: 'Hosts (host or host:port, separated by commas) from which results may be fetched although they are private, beside the addresses that providers are set to.' },
  ...modelKinds.flatMap((kind) => [
    { name: `SAFELIGHT_MODEL_${kind.toUpperCase()}`, default: null, meaning: `The model that makes ${kind} where a request names none, as \`provider:model\`. Without it the first there is: this machine's own.` },
    { name: `SAFELIGHT_FALLBACK_${kind.toUpperCase()}`, default: null, meaning: 'Models separated by commas: an attempt that one of them surely did not take goes to the next, at the price that was held.' },
  ]),
  ...folders.flatMap((folder) => folder.variables.map(({ name, default: byDefault, meaning }) => ({ name, default: byDefault, meaning: `${folder.label}: ${meaning}` }))),
]

/** The reference as docs/configuration.md prints it. */
export function configurationMarkdown(): string {
  const rows = variables.map((v) => `| \`${v.name}\` | ${v.default === null ? '' : `\`${v.default}\``} | ${v.meaning} |`)
  return `# Configuration

Everything is read from the environment once, at start. What is wrong is listed together, in one sentence, and Safelight
ends with exit code 1. Generated from \`src/config.ts\`; a test keeps it equal (\`UPDATE_DOCS=1 npm test\` rewrites it).

| variable | default | meaning |
|---|---|---|
${rows.join('\n')}
`
}

/**
 * Reads the environment.
 * @throws StartupError `config_invalid` that names everything that is wrong, in one sentence.
 */
export function readConfig(env: Record<string, string | undefined> = process.env, cwd = process.cwd()): Config {
  const wrong: string[] = []
  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const whole = (name: string, fallback: number, min: number, max: number): number => {
    const value = text(name)
    if (value === null) return fallback
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= min && number <= max) return number
    wrong.push(`${name} must be a whole number from ${min} to ${max}, not "${value}"`)
    return fallback
  }
  const secretText = (name: string, charsMin: number): string | null => {
    const value = text(name)
    // the value itself is never repeated: it is a secret, and this sentence goes to logs
    if (value !== null && (value.length < charsMin || /\s/.test(value))) wrong.push(`${name} must have at least ${charsMin} characters and no spaces`)
    return value
  }
  const url = (name: string, protocols: string[], example: string): string | null => {
    const value = text(name)
    if (value === null) return null
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
    wrong.push(`${name} must look like ${example}`)
    return null
  }
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const value = text(name)
    if (value === null) return fallback
    if ((values as readonly string[]).includes(value)) return value as T
    wrong.push(`${name} must be one of ${values.join(', ')}, not "${value}"`)
    return fallback
  }

  const list = (name: string): string[] => (text(name) ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '')
  const perKind = <T>(prefix: string, read: (name: string) => T | null) =>
    Object.fromEntries(modelKinds.flatMap((kind) => {
      const value = read(`${prefix}_${kind.toUpperCase()}`)
      return value === null ? [] : [[kind, value]]
    })) as Partial<Record<(typeof modelKinds)[number], T>>
  const providers: Record<string, ModelsConfig['providers'][string]> = {}
  for (const { id, variables: wanted } of folders) {
    const missing = wanted.filter((v) => v.required && text(v.name) === null).map((v) => v.name)
    const value = (v: (typeof wanted)[number]) => (v.url ? url(v.name, ['http:', 'https:'], v.default ?? 'https://host')?.replace(/\/+$/, '') : text(v.name)) ?? v.default
    providers[id] = missing.length > 0 ? { missing } : { values: Object.fromEntries(wanted.flatMap((v) => { const found = value(v); return found === null ? [] : [[v.name, found]] })) }
  }
  // where the operator says a provider is, its results may be, too, also inside: at this very host and port
  const providerOrigins = folders.flatMap(({ variables: wanted }) => wanted.filter((v) => v.url).map((v) => text(v.name))).flatMap((at) => (at !== null && URL.canParse(at) ? [new URL(at).origin] : []))

  const folder = text('SAFELIGHT_DATA') ?? '.safelight'
  const ffmpegPath = text('FFMPEG_PATH')
  const apiKey = secretText('SAFELIGHT_BOOTSTRAP_API_KEY', 16)
  const credits = whole('SAFELIGHT_BOOTSTRAP_CREDITS', 1000, 0, 1_000_000_000)
  const publicUrl = url('SAFELIGHT_PUBLIC_URL', ['http:', 'https:'], 'https://studio.example.org')
  const bucket = text('S3_BUCKET')
  const endpoint = url('S3_ENDPOINT', ['http:', 'https:'], 'http://minio:9000')
  const s3Key = { id: text('S3_ACCESS_KEY_ID'), secret: text('S3_SECRET_ACCESS_KEY') }
  if (bucket === null && ['S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].some((name) => text(name) !== null))
    wrong.push('S3_BUCKET is not set although other S3 variables are')
  if ((s3Key.id === null) !== (s3Key.secret === null)) wrong.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together')

  const config: Config = {
    port: whole('PORT', 3000, 0, 65_535),
    host: text('HOST') ?? '127.0.0.1',
    dataFolder: isAbsolute(folder) ? folder : resolve(cwd, folder),
    databaseUrl: text('DATABASE_URL'),
    listenUrl: text('SAFELIGHT_LISTEN_URL'),
    preparedStatements: oneOf('SAFELIGHT_PREPARED_STATEMENTS', ['on', 'off'], 'on') === 'on',
    s3: bucket === null ? null : { endpoint, bucket, region: text('S3_REGION') ?? 'us-east-1', keys: s3Key.id === null || s3Key.secret === null ? null : { id: s3Key.id, secret: s3Key.secret } },
    bootstrap: apiKey === null ? null : { apiKey, credits },
    publicUrl: publicUrl === null ? null : new URL(publicUrl).origin,
    trustedProxies: whole('SAFELIGHT_TRUSTED_PROXIES', 0, 0, 10),
    logLevel: oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    localThreads: whole('SAFELIGHT_LOCAL_THREADS', Math.max(1, availableParallelism() - 1), 1, 256),
    localLaneMax: whole('SAFELIGHT_LOCAL_LANE_MAX', 16, 1, 100_000),
    prices: { image: whole('SAFELIGHT_PRICE_IMAGE', 5, 0, 1_000_000), model3d: whole('SAFELIGHT_PRICE_MODEL3D', 20, 0, 1_000_000), photograph: whole('SAFELIGHT_PRICE_PHOTOGRAPH', 8, 0, 1_000_000), video: whole('SAFELIGHT_PRICE_VIDEO', 10, 0, 1_000_000), text: whole('SAFELIGHT_PRICE_TEXT', 1, 0, 1_000_000) },
    ffmpegPath: ffmpegPath === null || isAbsolute(ffmpegPath) ? ffmpegPath : resolve(cwd, ffmpegPath),
    videoFinalCredits: whole('SAFELIGHT_PRICE_VIDEO_FINAL', 0, 0, 1_000_000),
    requestsPerMinute: whole('SAFELIGHT_REQUESTS_PER_MINUTE', 60_000, 1, 100_000_000),
    secret: secretText('SAFELIGHT_SECRET', 32),
    metricsToken: secretText('SAFELIGHT_METRICS_TOKEN', 16),
    providers,
    defaultModels: perKind('SAFELIGHT_MODEL', text),
    fallbackModels: perKind('SAFELIGHT_FALLBACK', (name) => (text(name) === null ? null : list(name))),
    allowPrivateHosts: [...list('SAFELIGHT_ALLOW_PRIVATE_HOSTS'), ...providerOrigins],
  }
  if (wrong.length > 0) throw new StartupError('config_invalid', `The configuration is not right: ${wrong.join('; ')}.`)
  return config
}
