// `npm test`: type check, lint, every test. All of them run even if one fails; the last line sums them up.
// Arguments go to Vitest: `npm test -- src/engine`.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { preparePostgres15 } from './postgres15.mjs'
import { root } from './node24.mjs'
import { toolCommand } from './tool.mjs'

const results = join(root, '.cache/test-results.json')

const checks = [
  ['Type check', toolCommand('tsc', ['-p', 'tsconfig.json', '--noEmit'])],
  ['Lint', toolCommand('oxlint', ['--type-aware'])],
]
const total = { passed: 0, failed: 0, skipped: 0 }
const startedAt = performance.now()

await Promise.all([
  ...checks.map(([name, command]) => check(name, async () => (await run(command)) === 0)),
  check('Build of the pages', () => bootstrap({ web: true }).then(() => true)),
  // with CI=true the tests on it are left out: vitest.config.ts
  process.env.CI === 'true' || preparePostgres15(),
])

mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(results, { force: true })
const vitest = toolCommand('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
])
const code = await run(vitest)
const tests = readResults()
total.passed += tests.passed
total.skipped += tests.skipped
// A file that cannot be loaded, an unhandled rejection or no result at all is a failure without a failed test.
total.failed += Math.max(tests.failed, code === 0 ? 0 : 1)

console.log(`\nAll in ${seconds(startedAt)}.`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 ? 1 : 0)

async function check(name, passes) {
  const began = performance.now()
  const ok = await passes().catch((error) => {
    console.error(error.message)
    return false
  })
  total[ok ? 'passed' : 'failed'] += 1
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds(began)})`)
}

function run([file, ...args]) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NODE_ENV: '' } })
    const end = () => child.kill('SIGTERM')
    process.once('SIGTERM', end)
    child.once('error', () => done(1))
    child.once('exit', (code) => {
      process.off('SIGTERM', end)
      done(code ?? 1)
    })
  })
}

function readResults() {
  try {
    const { numPassedTests, numPendingTests, numTodoTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, 'utf8'))
    const unloadable = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length
    return { passed: numPassedTests, failed: numFailedTests + unloadable, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
