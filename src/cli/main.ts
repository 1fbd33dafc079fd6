import { Command, Option } from 'commander'
import { readConfig } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { createLog } from './log.ts'
import { start, type Role } from './start.ts'

const program = new Command('safelight').description('Self-hosted backend and studio for paid, long-running AI media generation')

program
  .command('start', { isDefault: true })
  .description('serve the studio and do its work')
  .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'api', 'worker']).default('all'))
  .action(async ({ role }: { role: Role }) => {
    const config = readConfig()
    const log = createLog(config.logLevel)
    const running = await start({ config, log, role })
    console.log(running.url === null ? 'Safelight worker is ready' : `Safelight is ready at ${running.url}`)
    let signals = 0
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        // the second one means: now
        if (++signals > 1) process.exit(1)
        log.info({ signal }, 'stopping: work is handed back')
        running.stop().then(
          () => process.exit(0),
          (error: unknown) => {
            log.error({ err: error }, 'could not stop cleanly')
            process.exit(1)
          },
        )
      })
  })

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof StartupError)) throw error
  console.error(error.message)
  process.exit(1)
}
