import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram, type Program } from '../src/testing/program.ts'

const root = join(import.meta.dirname, '..')

export type Safelight = {
  url: string
  /** SIGKILL, as if the power went; the embedded database keeps running, as it would */
  kill(): Promise<void>
  /** the same data folder and port again; resolves when it says it is ready */
  start(): Promise<void>
  stop(): Promise<void>
}

/** A whole Safelight as its own process, on a data folder of its own: what `npm start` runs, without the set-up. `configured`: variables beside those. */
export async function startSafelight(configured: Record<string, string> = {}): Promise<Safelight> {
  if (!existsSync(join(root, 'dist/web/index.html'))) throw new Error('The page is not built: run `npm test` or `npm start` once.')
  const data = await mkdtemp(join(tmpdir(), 'safelight-e2e-'))
  let program: Program<{ line?: string }>
  let port = 0

  async function start() {
    const env: NodeJS.ProcessEnv = { ...process.env, PORT: String(port), HOST: '127.0.0.1', SAFELIGHT_DATA: data, LOG_LEVEL: 'warn', ...configured }
    delete env.DATABASE_URL
    program = runProgram<{ line?: string }>(join(root, 'src/cli/main.ts'), ['start'], { env })
    const ready = await program.until((m) => m.line !== undefined && /https?:\/\/\S+:\d+/.test(m.line))
    port = Number(/:(\d+)/.exec((ready.line ?? '').replace(/^.*?\/\//, ''))?.[1])
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    kill: () => program.kill('SIGKILL'),
    async stop() {
      await program.kill('SIGTERM')
      await rm(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
