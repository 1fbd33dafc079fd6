// `npm run chaos -- --seed 1 --json`: see options.ts. Ends by itself, with code 1 when anything is off, and leaves nothing behind.
import { readOptions, usage, type ChaosOptions } from './options.ts'
import { makeReport, tell } from './report.ts'
import { run } from './run.ts'

const startedAt = performance.now()
const cleanups: (() => Promise<unknown>)[] = []
let cleaning: Promise<void> | undefined

async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup().catch((error: Error) => console.error(`while cleaning up: ${error.message}`))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    console.error('interrupted: ending all processes')
    void (cleaning ??= cleanUp()).then(() => process.exit(130))
  })

async function main(options: ChaosOptions): Promise<number> {
  const log = (line: string) => console.log(`[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s] ${line}`)
  try {
    const result = await run(options, log, cleanups)
    const report = makeReport(options, result, (performance.now() - startedAt) / 1000)
    console.log(tell(report, result))
    if (options.json) console.log(JSON.stringify(report))
    return report.ok ? 0 : 1
  } finally {
    await (cleaning ??= cleanUp())
  }
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else process.exitCode = await main(options)
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// nothing that still listens may keep us
setTimeout(() => process.exit(), 1_000).unref()
