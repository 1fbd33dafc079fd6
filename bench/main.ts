/** `npm run bench`: what Safelight claims about speed, measured. See docs/benchmarks.md. */
import { cpus, totalmem } from 'node:os'
import { passes, printFigures, type StageResult } from './lib/figures.ts'
import { readOptions, usage, type Options, type Stage } from './lib/options.ts'
import { openServer, type Server } from './lib/server.ts'
import { api } from './stages/api.ts'
import { claim } from './stages/claim.ts'
import { failure } from './stages/failure.ts'
import { library } from './stages/library.ts'
import { lives } from './stages/lives.ts'
import { parked } from './stages/parked.ts'
import { pickup } from './stages/pickup.ts'
import { webhooks } from './stages/webhooks.ts'

const log = (line: string) => console.error(line)

const titles: Record<Stage, string> = {
  lives: 'Paid lives: hold, claim, attempt, arm, file, capture, events',
  peers: 'Queue libraries doing the same work',
  claim: 'Claims, with 60% of the oldest work in full or paused lanes',
  pickup: "Pickup: from submit to the processor's first line",
  failure: 'Failure to subscriber',
  parked: 'Waiting for providers',
  webhooks: 'Providers that call back, and one that has to be asked',
  api: 'The API',
  library: 'The library',
}

async function main(): Promise<number> {
  let options: Options | 'help'
  try {
    options = readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return 1
  }
  if (options === 'help') {
    console.log(usage)
    return 0
  }
  const server = await openServer(options, log)
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= server.stop())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().finally(() => process.exit(1)))
  const stages: Partial<Record<Stage, StageResult>> = {}
  try {
    printHead(options, server)
    for (const [title, run] of work(options, server)) {
      log(`\n${title}...`)
      const result = await run()
      printFigures(title, result)
      const stage = (Object.keys(titles) as Stage[]).find((name) => titles[name] === title)!
      stages[stage] = result
    }
  } finally {
    await stop()
  }
  const figures = Object.values(stages).flatMap((stage) => stage.figures)
  const failed = figures.filter((figure) => passes(figure) === false)
  console.log(`\n${failed.length === 0 ? 'Every bar holds.' : `${failed.length === 1 ? '1 bar does' : `${failed.length} bars do`} not hold: ${failed.map((figure) => figure.what.trim()).join('; ')}.`}`)
  if (options.quick) console.log('A quick run: too small and too short for its figures to mean anything.')
  if (options.json) console.log(JSON.stringify({ machine: machine(), postgres: { version: server.version, settings: server.settings }, quick: options.quick, figures: figures.map((figure) => ({ ...figure, what: figure.what.trim(), pass: passes(figure) ?? null })), stages }))
  return failed.length === 0 ? 0 : 2
}

/** What was asked for, in an order that lets the slow and delicate ones have the machine to themselves. */
function work(options: Options, server: Server): [string, () => Promise<StageResult>][] {
  const wanted = new Set(options.only)
  const onCopy = (name: string, run: (url: string) => Promise<StageResult>) => async () => {
    const database = await server.database(name, true)
    try {
      return await run(database.url)
    } finally {
      await database.drop()
    }
  }
  const all: [Stage, () => Promise<StageResult>][] = [
    ['claim', onCopy('claim', (url) => claim(options, url))],
    ['pickup', onCopy('pickup', (url) => pickup(options, url))],
    ['failure', onCopy('failure', (url) => failure(options, url))],
    ['api', onCopy('api', (url) => api(options, url))],
    ['parked', onCopy('parked', (url) => parked(options, url, server.pid))],
    ['webhooks', () => webhooks(options, (name) => server.database(name, false))],
    ['library', onCopy('library', (url) => library(options, url))],
  ]
  const rest = all.filter(([stage]) => wanted.has(stage)).map(([stage, run]): [string, () => Promise<StageResult>] => [titles[stage], run])
  const [engine, peers] = [wanted.has('lives'), wanted.has('peers')]
  if (!engine && !peers) return rest
  const both = onCopy('lives', (url) => lives(options, url, { engine, peers, postgresPid: server.pid, log }))
  return [[titles[engine ? 'lives' : 'peers'], both], ...rest]
}

function machine(): Record<string, unknown> {
  return { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), platform: process.platform, node: process.version }
}

function printHead(options: Options, server: Server): void {
  const { cpu, cores, memoryGb, node } = machine()
  console.log(`${cores} cores (${cpu}), ${memoryGb} GB, Node ${node}, PostgreSQL ${server.version}${options.databaseUrl ? ' (DATABASE_URL)' : ', embedded'}`)
  console.log(`Settings, the same for everybody: ${Object.entries(server.settings).map(([name, value]) => `${name}=${value}`).join(' ')}`)
  console.log(`Before: ${options.history.closed.toLocaleString('en')} closed and ${options.history.parked.toLocaleString('en')} parked jobs.`)
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
process.exit()
