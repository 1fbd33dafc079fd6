// `npm run conformance -- --json`: see options.ts. Ends by itself, with code 1 when a cell did not come out as written down.
import { readOptions, usage, type Options } from './options.ts'
import { run } from './run.ts'

const startedAt = performance.now()

async function main(options: Options): Promise<number> {
  const log = (line: string) => console.log(`[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s] ${line}`)
  const passes = await run(options, log)
  const verdicts = passes.flatMap(({ webhooks, verdicts }) => verdicts.map((verdict) => ({ ...verdict, webhooks })))
  const failures = verdicts.filter(({ problems }) => problems.length > 0)
  const audits = passes.flatMap(({ auditProblems }) => auditProblems)
  for (const problem of audits) console.log(`✗ audit: ${problem}`)
  const ok = failures.length === 0 && audits.length === 0
  const providers = new Set(verdicts.map(({ provider }) => provider))
  console.log(`${verdicts.length} cells of ${providers.size} adapters, ${failures.length} not as written, ${audits.length} audit findings`)
  if (options.json)
    console.log(JSON.stringify({
      ok, adapters: [...providers], cells: verdicts.length, failures: failures.length, auditFindings: audits,
      seconds: Math.round((performance.now() - startedAt) / 1000), failed: failures.slice(0, 200),
    }))
  return ok ? 0 : 1
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
