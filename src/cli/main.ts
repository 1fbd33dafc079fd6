/** The `safelight` command. Exit codes: 0 done, 1 it did not work out (one sentence says why), 2 asked for wrongly, 130 interrupted. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { readConfig, variables, type Config } from '../config.ts'
import { locales, type Locale } from '../messages/locale.ts'
import { StartupError, oneLine } from '../startup-error.ts'
import { Complaint } from './words.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

type Place = { port?: number; host?: string; data?: string }

/** The environment, with what was said on the command line on top. */
function configFor({ port, host, data }: Place): Config {
  return readConfig({
    ...process.env,
    ...(port !== undefined && { PORT: String(port) }),
    ...(host !== undefined && { HOST: host }),
    ...(data !== undefined && { SAFELIGHT_DATA: data }),
  })
}

function whole(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < min || number > max) throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return number
  }
}

const dataOption = () => new Option('--data <folder>', 'folder of the embedded database and the files (SAFELIGHT_DATA; default .safelight)')

const program = new Command('safelight')
  .description('Self-hosted backend and studio for paid, long-running AI media generation')
  .version(version)
  .exitOverride()
  .showSuggestionAfterError()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: (.)/, (_, first: string) => first.toUpperCase())) })
  .addHelpText(
    'after',
    `
Examples:
  $ safelight start                                        the studio, on http://127.0.0.1:3000
  $ safelight generate "a red fox in the snow" --out ./out   four pictures and a 3D model, as files
  $ safelight doctor                                       is every credit and every job accounted for?

Each command has more under --help. Settings come from the environment: see docs/configuration.md.`,
  )

program
  .command('start')
  .description('serve the studio and do its work')
  .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'api', 'worker']).default('all'))
  .addOption(new Option('--port <number>', 'port to listen on; 0 takes any free one (PORT; default 3000)').argParser(whole(0, 65_535)))
  .option('--host <address>', 'address to listen on (HOST; default 127.0.0.1)')
  .addOption(dataOption())
  .addHelpText('after', () => `\nEnvironment:\n${variables.map((v) => `  ${v.name.padEnd(30)} ${v.meaning}${v.default === null ? '' : ` Default: ${v.default}.`}`).join('\n')}`)
  .action(async ({ role, ...place }: Place & { role: 'all' | 'api' | 'worker' }) => {
    const { serve } = await import('./serve.ts')
    await serve(configFor(place), role)
  })

program
  .command('generate')
  .description('a prompt becomes pictures, one of them a 3D model: as files, with price and refunds')
  .argument('<prompt>', 'what to show')
  .addOption(new Option('--out <folder>', 'where the files go; nothing in it is overwritten').default('.'))
  .addOption(new Option('--count <number>', 'how many pictures').argParser(whole(1, 4)).default(4))
  .addOption(new Option('--seed <number>', 'the same seed and prompt give the same pictures').argParser(whole(0, 2 ** 31 - 1)))
  .addOption(new Option('--pick <number>', 'which picture becomes the model, from 0 (default: the first that succeeds)').argParser(whole(0, 3)))
  .option('--no-model', 'pictures only')
  .option('--json', 'one JSON object a line on the standard output, the last of them the result')
  .addOption(new Option('--lang <language>', 'language of the messages (default: that of the terminal)').choices(locales))
  .option('--server <url>', 'a running Safelight (SAFELIGHT_URL); without it one of this machine, or else its own for this run')
  .option('--api-key <key>', 'key of the account that pays (SAFELIGHT_API_KEY); without it the demo account of this machine')
  .addOption(dataOption())
  .addHelpText(
    'after',
    `
Examples:
  $ safelight generate "a red fox in the snow" --out ./out
  $ safelight generate "a harbour at dusk, ink painting" --count 2 --seed 7 --pick 1
  $ safelight generate "a lighthouse in a storm" --no-model --json | jq -r 'select(.type == "file").path'

Ctrl-C cancels the task, waits until that is certain, and says what was returned.`,
  )
  .action(async (prompt: string, options: GenerateFlags) => {
    const { runGenerate } = await import('./run-generate.ts')
    const { pick, count } = options
    if (pick !== undefined && pick >= count) program.error(`error: --pick ${pick} is not one of the ${count} pictures: they count from 0`, { exitCode: 2 })
    process.exitCode = await runGenerate({ ...options, prompt, config: configFor(options) })
  })

type GenerateFlags = Place & {
  out: string
  count: number
  seed?: number
  pick?: number
  model: boolean
  json?: boolean
  lang?: Locale
  server?: string
  apiKey?: string
}

program
  .command('doctor')
  .description('prove that every credit and every job is accounted for, or show the rows that are off')
  .option('--json', 'the whole report as one JSON object')
  .option('--no-files', 'leave out the comparison of every recorded file with the store, which takes its time where there are millions')
  .addOption(dataOption())
  .addHelpText('after', '\nLooks at DATABASE_URL, or at the database in the data folder, whether Safelight runs or not. Changes nothing.\nExit code 0: nothing is off. 1: something is, or there is nothing to look at.')
  .action(async ({ json = false, files, ...place }: Place & { json?: boolean; files: boolean }) => {
    const { doctor } = await import('./doctor.ts')
    process.exitCode = await doctor(configFor(place), { json, files })
  })

program
  .command('migrate')
  .description('bring the database to this release; `start` does it by itself')
  .addOption(dataOption())
  .action(async (place: Place) => {
    const { migrateDatabase } = await import('./migrate.ts')
    await migrateDatabase(configFor(place))
  })

for (const command of program.commands) command.exitOverride().showHelpAfterError(`(safelight ${command.name()} --help says what is possible)`)
program.showHelpAfterError('(safelight --help says what is possible)')

try {
  if (process.argv.length <= 2) program.outputHelp()
  else await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  if (error instanceof StartupError || error instanceof Complaint) console.error([error.message, ...('advice' in error && error.advice !== null ? [error.advice] : [])].join('\n'))
  else {
    console.error(`Safelight failed: ${oneLine(error)}`)
    if (['debug', 'trace'].includes(process.env.LOG_LEVEL ?? '')) console.error(error)
    else console.error('LOG_LEVEL=debug shows where.')
  }
  process.exit(1)
}
