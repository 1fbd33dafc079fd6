/** `npm run simulators`: providers that make nothing by AI and bill nothing, but speak as the real ones do. */
import { simulators } from './all.ts'
import type { SimulatorEntry } from './lib/entry.ts'
import type { Simulator } from './lib/server.ts'

const usage = `npm run simulators -- [--only a,b] [--help]

Starts a simulator for each provider on this machine, to try Safelight without keys and without costs. They speak the
providers' own protocols, with real progress, real files and signed webhooks. Nothing they make comes from an AI.

  --only a,b    only these: ${simulators.map(({ id }) => id).join(', ')}
  --help        this

What a request shall meet can be written into its prompt: [[sim:run=fails]], [[sim:post=lost]], [[sim:ms=20000]]; all of
it is in simulators/README.md. What they would have billed: GET /_sim/books.`

/** @throws Error with one sentence on what is wrong with the arguments */
function chosen(args: string[]): readonly SimulatorEntry[] {
  const [option, value, ...rest] = args.flatMap((arg) => (arg.startsWith('--only=') ? ['--only', arg.slice('--only='.length)] : [arg]))
  if (option === undefined) return simulators
  if (option !== '--only' || rest.length > 0) throw new Error(`Unknown argument ${option === '--only' ? rest[0] : option}.`)
  const ids = (value ?? '').split(',').filter((id) => id !== '')
  const unknown = ids.filter((id) => !simulators.some((entry) => entry.id === id))
  if (unknown.length > 0 || ids.length === 0) throw new Error(`--only takes ${simulators.map(({ id }) => id).join(', ')}${unknown.length > 0 ? `, not ${unknown.join(', ')}` : ''}.`)
  return simulators.filter(({ id }) => ids.includes(id))
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage)
    return 0
  }
  let entries: readonly SimulatorEntry[]
  try {
    entries = chosen(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    return 1
  }
  const running: Simulator[] = []
  const stop = () => Promise.all(running.splice(0).map((simulator) => simulator.stop()))
  console.log('These are simulators: no AI, no costs. To use them, set these in the environment of `npm start`:\n')
  for (const entry of entries) {
    try {
      const simulator = await entry.start({ port: entry.port })
      running.push(simulator)
      console.log(`# ${entry.id}, simulated at ${simulator.url}`)
      for (const [name, value] of Object.entries(entry.environment(simulator.url))) console.log(`${name}=${value}`)
    } catch (error) {
      console.error(`The ${entry.id} simulator cannot listen on port ${entry.port}: ${(error as NodeJS.ErrnoException).code ?? error}.`)
      await stop()
      return 1
    }
  }
  console.log(`# what they made is fetched from this machine, which is refused otherwise\nSAFELIGHT_ALLOW_PRIVATE_HOSTS=${running.map(({ url }) => new URL(url).host).join(',')}`)
  console.log('\nCtrl-C ends them.')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await stop()
  return 0
}

process.exitCode = await main(process.argv.slice(2))
