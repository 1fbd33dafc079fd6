import type { Config } from '../config.ts'
import { announce } from './announcement.ts'
import { createLog } from './log.ts'
import { start, type Role } from './start.ts'

/** `safelight start`: runs until a signal, hands its work back, and ends. A second signal means: now. */
export async function serve(config: Config, role: Role): Promise<void> {
  const log = createLog(config.logLevel)
  const running = await start({ config, log, role })
  const withdraw = running.url === null ? async () => {} : await announce(config.dataFolder, { url: running.url, purpose: 'start' })
  console.log(running.url === null ? 'Safelight worker is ready' : `Safelight is ready at ${running.url}`)

  let signals = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (++signals > 1) process.exit(1)
      log.info({ signal }, 'stopping: work is handed back')
      Promise.all([withdraw(), running.stop()]).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not stop cleanly')
          process.exit(1)
        },
      )
    })
}
