/** What our processes and their supervisor say to each other, and the traps a process carries. */
import { writeSync } from 'node:fs'
import pino, { type Logger } from 'pino'
import type { FaultPoint, ReachFault } from '../src/engine/faults.ts'
import type { CancelResult, Submission, SubmitResult } from '../src/engine/types.ts'

export type Trap = { id: number; point: FaultPoint; how: 'kill' | 'freeze' }
export type Request =
  | { verb: 'submit'; submission: Submission }
  | { verb: 'cancel'; accountId: string; jobId: string }
  | { verb: 'grant'; accountId: string; credits: number; reason: string }
  | { verb: 'wake'; jobId: string }
export type Answer = { submit?: SubmitResult; cancel?: CancelResult; error?: string }
export type ToChild = { type: 'trap'; trap: Trap } | { type: 'untrap'; id: number } | { type: 'ask'; n: number; request: Request }

export type FromChild =
  | { type: 'ready'; nodeId: string }
  | { type: 'hit'; id: number; point: FaultPoint; how: 'kill' | 'freeze'; jobId: string }
  | { type: 'verdict'; verb: string; verdict: string; jobId: string }
  | { type: 'answer'; n: number; answer: Answer }
  | { type: 'event'; cursor: string; id: string; event: string; jobId: string | null }
  | { type: 'reset'; cursor: string }

/** What a process is started with. */
export type ChildSetup = { databaseUrl: string; providerUrl: string; filesDir: string; leaseMs: number; logFile: string | undefined; after?: string; production?: boolean }

export const setup = (): ChildSetup => JSON.parse(process.env.SAFELIGHT_CHAOS ?? '{}') as ChildSetup

const nap = new Int32Array(new SharedArrayBuffer(4))

/** Straight to the file descriptor: what was said was said, also when we are killed right after. */
export function say(message: FromChild): void {
  let left = Buffer.from(`${JSON.stringify(message)}\n`)
  while (left.length > 0)
    try {
      left = left.subarray(writeSync(1, left))
    } catch (error) {
      // the supervisor is behind with reading
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(nap, 0, 0, 5)
    }
}

export function childLog({ logFile }: ChildSetup): Logger {
  return logFile ? pino({ base: { pid: process.pid } }, pino.destination({ dest: logFile, sync: true })) : pino({ level: 'silent' })
}

/** Listens to the supervisor; ends when it is gone. */
export function listen(on: (message: ToChild) => void): void {
  process.on('message', on)
  process.on('disconnect', () => process.exit(0))
}

export type Traps = { reach: ReachFault; handle(message: ToChild): void }

/** Dies or stands still at the points the supervisor named. */
export function createTraps(): Traps {
  const set = new Map<number, Trap>()
  return {
    reach(point, jobId) {
      for (const trap of set.values()) {
        if (trap.point !== point) continue
        set.delete(trap.id)
        say({ type: 'hit', id: trap.id, point, how: trap.how, jobId })
        process.kill(process.pid, trap.how === 'kill' ? 'SIGKILL' : 'SIGSTOP')
        return undefined
      }
      return undefined
    },
    handle(message) {
      if (message.type === 'trap') set.set(message.trap.id, message.trap)
      else if (message.type === 'untrap') set.delete(message.id)
    },
  }
}
