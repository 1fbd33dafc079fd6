import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ServeConfig, ServeMessage } from './serve.ts'

export type BenchServer = { url: string; headers: Record<string, string>; pid: number; stop(): Promise<void> }

const apiKey = 'bench-key-0123456789abcdef'

/** Starts serve.ts and waits until it is ready. `heard` gets what else it says. */
export async function startServer(config: Omit<ServeConfig, 'apiKey'>, heard: (message: ServeMessage) => void = () => {}): Promise<BenchServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./serve.ts', import.meta.url)), JSON.stringify({ ...config, apiKey } satisfies ServeConfig)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4_000)))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const url = await new Promise<string>((ready, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"type"')) return
      const message = JSON.parse(line) as ServeMessage
      if (message.type === 'ready') ready(message.url)
      else heard(message)
    })
    void exited.then(() => failed(new Error(`the server ended: ${errors}`)))
  })
  return {
    url,
    pid: child.pid!,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    async stop() {
      child.stdin.end()
      const timer = setTimeout(end, 15_000)
      await exited
      clearTimeout(timer)
      process.off('exit', end)
    },
  }
}
