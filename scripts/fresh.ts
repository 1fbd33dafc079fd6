import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../src/testing/program.ts'

/** A Safelight on an empty data folder of its own, as `npm start` on an empty machine; `stop` removes it all. */
export async function startFresh(settings: NodeJS.ProcessEnv = {}): Promise<{ url: string; stop(): Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'safelight-fresh-'))
  const env: NodeJS.ProcessEnv = { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...settings, SAFELIGHT_DATA: data }
  delete env.DATABASE_URL
  const program = runProgram<{ line?: string }>(join(import.meta.dirname, '../src/cli/main.ts'), ['start'], { env })
  const stop = async () => {
    await program.kill('SIGTERM')
    await rm(data, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const { line = '' } = await program.until((m) => m.line !== undefined && /https?:\/\/\S+:\d+/.test(m.line))
    return { url: /https?:\/\/[^\s:]+:\d+/.exec(line)?.[0] as string, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
