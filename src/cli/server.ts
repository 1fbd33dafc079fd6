/** Finds the Safelight a command works against: the one it was told of, one of this machine, or its own for this run. */
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { createClient, type Client } from '../client/client.ts'
import type { Config } from '../config.ts'
import type { Locale } from '../messages/locale.ts'
import { StartupError } from '../startup-error.ts'
import { announce, readAnnouncement } from './announcement.ts'
import { start } from './start.ts'
import { Complaint, words } from './words.ts'

export type Server = {
  url: string
  client: Client
  /** ends with this run, so that its addresses are of no use to anybody afterwards */
  own: boolean
  /** what proves who asks, and the language: for streams and downloads */
  headers: () => Record<string, string>
  /** stops the embedded one; nothing for one that was there before */
  close(): Promise<void>
}

export type OpenOptions = {
  config: Config
  locale: Locale
  /** the one the person named, or null */
  url: string | null
  apiKey: string | null
  /** the data folder was chosen on purpose: whoever listens on the usual port may belong to another */
  ownData: boolean
  signal: AbortSignal
  tell(message: string): void
}

const probeMsMax = 2_000
const waitForOthersMs = 10 * 60_000

/** @throws Complaint where no server can be used, StartupError where its own cannot start */
export async function openServer(options: OpenOptions): Promise<Server> {
  const { config, url, locale, tell } = options
  const say = words[locale]
  if (url !== null) return await signIn(url.replace(/\/+$/, ''), options)

  for (const candidate of await candidates(options)) {
    const found = await probe(candidate, options)
    if (found !== 'safelight') continue
    tell(say.using(candidate))
    return await signIn(candidate, options)
  }
  const until = performance.now() + waitForOthersMs
  for (let told = false; ; ) {
    try {
      if (!told) tell(say.starting)
      return await startOwn(options)
    } catch (error) {
      if (!(error instanceof StartupError) || error.code !== 'data_folder_in_use') throw error
      const other = await readAnnouncement(config.dataFolder)
      if (other === null || performance.now() > until) throw error
      if (other.purpose === 'start' && (await probe(other.url, options)) === 'safelight') {
        tell(say.using(other.url))
        return await signIn(other.url, options)
      }
      if (!told) tell(say.waiting)
      told = true
      await delay(500, undefined, { signal: options.signal })
    }
  }
}

async function candidates({ config, ownData }: OpenOptions): Promise<string[]> {
  const { dataFolder, port, host } = config
  const announced = await readAnnouncement(dataFolder)
  const usual = port === 0 || ownData ? [] : [`http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`]
  return [...new Set([...(announced?.purpose === 'start' ? [announced.url] : []), ...usual])]
}

type Found = 'safelight' | 'no-access' | 'something-else' | 'nothing'

/** Who answers there, and would it let us in? */
async function probe(url: string, { apiKey }: Pick<OpenOptions, 'apiKey'>): Promise<Found> {
  let body: unknown
  try {
    const response = await fetch(`${url}/api/session`, { signal: AbortSignal.timeout(probeMsMax), headers: { accept: 'application/json' } })
    body = await response.json().catch(() => null)
  } catch {
    return 'nothing'
  }
  const session = body as { demoAvailable?: unknown } | null
  if (typeof session?.demoAvailable !== 'boolean') return 'something-else'
  return apiKey !== null || session.demoAvailable ? 'safelight' : 'no-access'
}

async function signIn(url: string, options: OpenOptions): Promise<Server> {
  const { locale, apiKey } = options
  const say = words[locale]
  const found = await probe(url, options)
  if (found === 'nothing') throw new Complaint('no_server', say.noServer(url), say.noServerAdvice)
  if (found === 'something-else') throw new Complaint('no_server', say.notSafelight(url), say.noServerAdvice)
  if (found === 'no-access') throw new Complaint('unauthorized', say.noAccess(url), say.noAccessAdvice)
  const headers: Record<string, string> = { 'accept-language': locale }
  if (apiKey !== null) headers.authorization = `Bearer ${apiKey}`
  else headers.cookie = await demoCookie(url, locale)
  return { url, own: false, headers: () => headers, client: createClient({ baseUrl: url, headers: () => headers }), close: async () => {} }
}

async function demoCookie(url: string, locale: Locale): Promise<string> {
  const response = await fetch(`${url}/api/session/demo`, { method: 'POST', signal: AbortSignal.timeout(10_000) })
  await response.body?.cancel()
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)
  if (!response.ok || cookies.length === 0) throw new Complaint('unauthorized', words[locale].noAccess(url), words[locale].noAccessAdvice)
  return cookies.join('; ')
}

/** A whole Safelight inside this process, on a port of its own, for as long as the command runs. */
async function startOwn(options: OpenOptions): Promise<Server> {
  const { config } = options
  const running = await start({
    config: { ...config, port: 0, host: '127.0.0.1' },
    log: pino({ level: 'silent' }),
    webFolder: null,
  })
  try {
    const withdraw = await announce(config.dataFolder, { url: running.url!, purpose: 'generate' })
    // the key of the account this very installation was set up with
    const server = await signIn(running.url!, { ...options, apiKey: options.apiKey ?? config.bootstrap?.apiKey ?? null })
    return {
      ...server,
      own: true,
      async close() {
        await withdraw()
        await running.stop()
      },
    }
  } catch (error) {
    await running.stop()
    throw error
  }
}
