import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A real process under test that reports JSON objects, one a line. */
export type Program<Message> = {
  process: ChildProcess
  /** Everything reported so far. */
  messages: Message[]
  /** The first message, past or future, for which `wanted` holds. Rejects when the program ends without one. */
  until(wanted: (message: Message) => boolean): Promise<Message>
  /** Kills it and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  ended: Promise<number | null>
}

/** Runs a TypeScript file of ours as its own process. */
export function runProgram<Message>(
  file: string,
  args: string[],
  options: { prefix?: string[]; env?: NodeJS.ProcessEnv } = {},
): Program<Message> {
  const [command = '', ...rest] = [...(options.prefix ?? []), process.execPath, file, ...args]
  const child = spawn(command, rest, { env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  let errors = ''
  let over = false
  const wake = (): void => waiting.forEach((check) => check())

  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    messages.push(line.startsWith('{') ? JSON.parse(line) : { line })
    wake()
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      errors += error.message
      over = true
      resolve(null)
      wake()
    })
    child.once('close', (code) => {
      over = true
      resolve(code)
      wake()
    })
  })

  const until = (wanted: (message: Message) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const found = messages.find(wanted)
        if (!found && !over) return
        waiting.delete(check)
        if (found) resolve(found)
        else reject(new Error(`${file} ended without saying it; it said ${JSON.stringify(messages.slice(-5))} ${errors}`))
      }
      waiting.add(check)
      check()
    })

  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    child.kill(signal)
    await ended
  }
  return { process: child, messages, until, kill, ended }
}
