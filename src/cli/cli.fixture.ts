/** The command line as a real process: what it said on each stream, and how it ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export type Ended = { code: number | null; stdout: string; stderr: string }
export type Run = {
  child: ChildProcess
  ended: Promise<Ended>
  /** resolves with everything said so far once `stream` contains it; rejects when the process ends without */
  said(text: string | RegExp, stream?: 'stdout' | 'stderr'): Promise<string>
}

const main = join(import.meta.dirname, 'main.ts')

/** Nothing of the machine's own settings; every folder and port of the test's own. */
export function runCli(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: '0', LANG: 'C', LOG_LEVEL: 'warn', SAFELIGHT_LOCAL_THREADS: '2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out = { stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  let over = false
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.on('data', (chunk: Buffer) => {
      out[name] += chunk.toString()
      for (const check of waiting) check()
    })
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => {
      over = true
      resolve({ code, ...out })
      for (const check of waiting) check()
    }),
  )
  return {
    child,
    ended,
    said: (text, stream = 'stdout') =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = typeof text === 'string' ? out[stream].includes(text) : text.test(out[stream])
          if (!found && !over) return
          waiting.delete(check)
          if (found) resolve(out[stream])
          else reject(new Error(`safelight ${args.join(' ')} ended without saying ${String(text)}; it said:\n${out.stdout}\n${out.stderr}`))
        }
        waiting.add(check)
        check()
      }),
  }
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'safelight-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A Safelight of its own; stopped after the test. Resolves when it is ready. */
export async function runServer(env: Record<string, string>, args: string[] = []): Promise<{ url: string; run: Run; stop(): Promise<Ended> }> {
  const run = runCli(['start', ...args], env)
  const stop = async () => {
    run.child.kill('SIGTERM')
    return await run.ended
  }
  onTestFinished(async () => void (await stop()))
  const url = /ready at (\S+)/.exec(await run.said(/ready at \S+\n/))![1]!
  return { url, run, stop }
}
