/** Each measurement runs in a process of its own, so that no contestant inherits another's heap, connections or compiled code. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs `file` with `config` and resolves to the object on its last line. Rejects with its words when it fails or hangs. */
export async function runChild<Result>(file: URL, config: object, timeoutMs: number): Promise<Result> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...nodeFlags(), fileURLToPath(file), JSON.stringify(config)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-8_000)))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const timer = setTimeout(end, timeoutMs)
  const code = await new Promise<number | null>((done) => child.once('close', done))
  clearTimeout(timer)
  process.off('exit', end)
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  if (code !== 0 || !last.startsWith('{'))
    throw new Error(`${fileURLToPath(file).split('/bench/')[1]} ${code === null ? 'was stopped, it took too long' : 'failed'}: ${errors.trim() || output.slice(-2_000)}`)
  return JSON.parse(last) as Result
}

/** For a look inside: SAFELIGHT_BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=/tmp/profiles". */
function nodeFlags(): string[] {
  return process.env.SAFELIGHT_BENCH_NODE_FLAGS?.split(' ').filter(Boolean) ?? []
}

/** What a measuring process was asked to do. */
export function childConfig<Config>(): Config {
  return JSON.parse(process.argv[2] ?? '{}') as Config
}

/** The last act of a measuring process. */
export function report(result: object): void {
  process.stdout.write(`\n${JSON.stringify(result)}\n`)
}
