/** Puts a whole Safelight together: database, engine, studios, HTTP. The command line's `start`, and what `generate` embeds. */
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { createAccounts } from '../api/accounts.ts'
import { createAuth } from '../api/auth.ts'
import { bootstrapAccount, bootstrapLanes, signingSecret } from '../api/bootstrap.ts'
import { createServer } from '../api/server.ts'
import { createSigner } from '../api/signing.ts'
import type { Config } from '../config.ts'
import { openPool } from '../engine/database.ts'
import { createEngine, type EngineOptions } from '../engine/engine.ts'
import { migrate } from '../engine/migrate.ts'
import { createLibrary } from '../library/library.ts'
import { openMedia } from '../media/media.ts'
import { openStorage } from '../media/open-storage.ts'
import type { Storage } from '../media/storage.ts'
import { joinClips } from '../media/video/join.ts'
import { movingPictures, type MovingPictures } from '../media/video/moving.ts'
import { checkDatabase } from '../postgres/connect.ts'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import { createLocalStudio, type LocalStudio } from '../providers/local/pool.ts'
import { StartupError } from '../startup-error.ts'
import { createCallbacks } from '../providers/callbacks.ts'
import { openModels } from '../providers/open.ts'
import type { Provider, ProviderSettings } from '../providers/provider.ts'
import { createPace } from '../providers/pace.ts'
import type { Engine, JobKind } from '../engine/types.ts'
import type { GenerationDeps } from '../studios/generation.ts'
import { filmKinds } from '../studios/film/kinds.ts'
import { filmPort } from '../studios/film/port.ts'
import { filmStudio } from '../studios/film/studio.ts'
import { filmUses } from '../studios/film/uses.ts'
import { imageTo3dKinds } from '../studios/image-to-3d/kinds.ts'
import { imageTo3dPort } from '../studios/image-to-3d/port.ts'
import { imageTo3dStudio } from '../studios/image-to-3d/studio.ts'
import { photographyKinds } from '../studios/photography/kinds.ts'
import { photographyPort } from '../studios/photography/port.ts'
import { photographyStudio } from '../studios/photography/studio.ts'
import { createOutlook } from '../studios/outlook.ts'
import { studioPorts } from '../studios/port.ts'
import { startContinuations } from '../studios/continuations.ts'
import { assembleWith } from '../studios/video/assemble.ts'
import { goOnAfterProduction } from '../studios/video/go-on.ts'
import { videoKinds } from '../studios/video/kinds.ts'
import { videoSubject } from '../studios/video/names.ts'
import { videoPort } from '../studios/video/port.ts'
import { videoStudio } from '../studios/video/studio.ts'
import { videoUses } from '../studios/video/uses.ts'

export type Role = 'all' | 'api' | 'worker'

export type StartOptions = {
  config: Config
  log: Logger
  role?: Role
  /** folder of the built page; default: dist/web of this checkout. null: no page */
  webFolder?: string | null
  /** stand-ins for tests: a renderer that fails, a disk that is full */
  studio?: LocalStudio
  storage?: Storage
  /** for suites that break it on purpose: faults, shorter leases, kinds of their own, shorter windows of providers, providers of their own */
  trial?: {
    engine?: Partial<Pick<EngineOptions, 'reach' | 'leaseMs' | 'beatMs' | 'takeMs' | 'pollsMax' | 'placesMax' | 'onVerdict'>>
    kinds?(deps: GenerationDeps): JobKind[]
    timings?: ProviderSettings['timings']
    providers?: readonly Provider[]
    /** instead of ffmpeg's */
    look?: MovingPictures['look']
    /** behind a webhook */
    pollBackstopMs?: number
  }
}

export type Running = {
  engine: Engine
  /** where people reach it; null for a worker, which serves nothing */
  url: string | null
  /** Hands work back, answers what is under way, stops the embedded database. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts what the role asks for and resolves when it is ready.
 * @throws StartupError with one sentence for the operator; whatever had been started is stopped again
 */
export async function start(options: StartOptions): Promise<Running> {
  const { config, log, role = 'all' } = options
  const roles = { api: role !== 'worker', worker: role !== 'api' }
  // taken down in reverse order of being put up
  const stops: (() => Promise<unknown>)[] = []
  let stopping: Promise<void> | undefined
  const stop = () =>
    (stopping ??= (async () => {
      for (const undo of stops.splice(0).reverse()) await undo()
    })())
  try {
    // before anything slow is started: a second `npm start` should say so at once
    if (roles.api) await checkPort(config)
    const databaseUrl = await openDatabase(options, stops)
    const storage = options.storage ?? (await openStorage(config, log))
    await migrate(databaseUrl)

    const studio = options.studio ?? createLocalStudio({ threads: config.localThreads })
    if (!options.studio) stops.push(() => studio.close())
    const { trial = {} } = options
    const moving = { ...movingPictures({ configured: config.ffmpegPath, dataFolder: config.dataFolder, log }), ...(trial.look && { look: trial.look }) }
    // what is set must work; what is not is looked for when it is needed
    if (roles.worker && config.ffmpegPath !== null) await moving.ffmpeg()
    const models = openModels(config, studio, moving, trial.timings, trial.providers)
    stops.push(async () => models.close())
    // of its own, for what providers need to know is asked while the engine's connections settle work
    const pool = openPool({ connectionString: databaseUrl, max: 4, name: 'safelight providers' })
    if (!config.preparedStatements) forgetNames(pool)
    stops.push(() => pool.end())
    const accounts = createAccounts(pool)
    const secret = await signingSecret(accounts, config.secret)
    const callbacks = createCallbacks({ pool, secret, publicUrl: config.publicUrl })
    const generation: GenerationDeps = { models, storage, callbacks, pace: createPace(pool, trial.pollBackstopMs), moving, allowPrivateHosts: config.allowPrivateHosts }
    const making = { ...generation, workFolder: moving.workFolder, assemble: assembleWith(moving), finalCredits: config.videoFinalCredits }
    const engine = createEngine({
      databaseUrl,
      ...(config.listenUrl !== null && { listenUrl: config.listenUrl }),
      ...trial.engine,
      kinds: [...imageTo3dKinds(generation), ...filmKinds(generation, { join: (film, watch) => joinClips(moving, film, watch), workFolder: moving.workFolder }), ...photographyKinds(generation), ...videoKinds(making), ...(trial.kinds?.(generation) ?? [])],
      roles,
      log,
      prepared: config.preparedStatements,
    })
    if (!config.preparedStatements) forgetNames(engine.pool)
    stops.push(() => engine.stop())
    if (roles.worker) await bootstrapLanes(engine, models, config)
    await engine.start()
    const media = await openMedia({ pool: engine.pool, storage, moving, dataFolder: config.dataFolder, log })
    if (roles.worker) stops.push(media.startDuties())
    if (roles.worker) stops.push(startContinuations({ pool: engine.pool, log, advance: new Map([[videoSubject, goOnAfterProduction(engine, models)]]) }))
    if (!roles.api) return { engine, url: null, stop }

    if (config.bootstrap !== null) await bootstrapAccount(engine, accounts, config.bootstrap)
    const outlook = createOutlook(engine.pool)
    const imageTo3d = imageTo3dStudio(engine, models, outlook)
    const photography = photographyStudio(engine, models, media.files, outlook)
    const film = filmStudio(engine, models, outlook)
    const video = videoStudio(engine, models, outlook, making)
    const app = await createServer({
      config,
      log,
      engine,
      storage,
      media,
      library: createLibrary({ pool: engine.pool, files: media.files, uses: [filmUses(engine.pool), videoUses(engine.pool)] }),
      accounts,
      models,
      callbacks,
      outlook,
      auth: createAuth({ accounts, config }),
      signer: createSigner(secret),
      imageTo3d,
      photography,
      film,
      video,
      ports: studioPorts(engine, [imageTo3dPort(engine, models, imageTo3d), photographyPort(engine, models, photography), filmPort(engine, models, film), videoPort(engine, models, video, config.videoFinalCredits)]),
      webFolder: options.webFolder === undefined ? join(import.meta.dirname, '../../dist/web') : options.webFolder,
    })
    stops.push(() => app.close())
    try {
      await app.listen({ port: config.port, host: config.host })
    } catch (error) {
      throw portError(config, error)
    }
    // with PORT=0 only the socket knows
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : config.port
    const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
    return { engine, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, stop }
  } catch (error) {
    await stop().catch((cause: unknown) => log.error({ err: cause }, 'could not stop cleanly'))
    throw error
  }
}

/** Named statements live in a session, and behind such a pooler a session is nobody's: every query goes unnamed. */
function forgetNames(pool: Pool): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
  const unnamed = (first: unknown, ...rest: unknown[]) =>
    query(typeof first === 'object' && first !== null && 'name' in first ? { ...first, name: undefined } : first, ...rest)
  pool.query = unnamed as unknown as Pool['query']
}

/** The operator's database after a check in plain words, or our own. */
async function openDatabase({ config, log }: StartOptions, stops: (() => Promise<unknown>)[]): Promise<string> {
  if (config.databaseUrl !== null) {
    await checkDatabase(config.databaseUrl)
    return config.databaseUrl
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataFolder, log: (line) => log.debug(line) })
  stops.push(() => postgres.stop())
  return postgres.url
}

function checkPort(config: Config): Promise<void> {
  if (config.port === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const probe = createTcpServer()
    probe.once('error', (error) => reject(portError(config, error)))
    probe.listen({ port: config.port, host: config.host, exclusive: true }, () => probe.close(() => resolve()))
  })
}

function portError({ port, host }: Config, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartupError('port_taken', `Port ${port} on ${host} is already in use: stop what is using it, or set PORT to another one.`, { cause: error })
    case 'EACCES':
      return new StartupError('port_taken', `Port ${port} may not be opened by this user: set PORT to one above 1023.`, { cause: error })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartupError('config_invalid', `HOST "${host}" is not an address of this machine.`, { cause: error })
    default:
      return error
  }
}
