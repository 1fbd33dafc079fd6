/** The processes under test: starts them, replaces them when they end, and ends all of them when we do. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ChildSetup, FromChild, ToChild } from './child.ts'

export type Role = 'worker' | 'api' | 'subscriber'
export type Child = {
  role: Role
  process: ChildProcess
  pid: number
  nodeId: string | undefined
  state: 'starting' | 'ready' | 'frozen' | 'ending' | 'ended'
  /** since when it is well, or infinitely late */
  wellSince: number
  send(message: ToChild): void
}

export type FleetOptions = {
  setup(role: Role): ChildSetup
  heard(child: Child, message: FromChild): void
  ended(child: Child): void
}

export type Fleet = {
  start(role: Role): Child
  /** those that run and are neither frozen nor ending */
  ready(role: Role): Child[]
  all(): Child[]
  kill(child: Child, signal?: 'SIGKILL' | 'SIGTERM'): void
  freeze(child: Child): void
  thaw(child: Child): void
  /** processes that ended although nobody made them */
  surprises: string[]
  /** no more replacements; everything is killed */
  stop(): Promise<void>
}

/** beyond this nothing is proved by going on */
export const surprisesMax = 20

/** See the file's head. A process that ends is replaced at once by one of its role. */
export function createFleet({ setup, heard, ended }: FleetOptions): Fleet {
  const children = new Set<Child>()
  const surprises: string[] = []
  let stopping = false

  function start(role: Role): Child {
    const process_ = fork(join(import.meta.dirname, `${role}.ts`), [], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', SAFELIGHT_CHAOS: JSON.stringify(setup(role)) },
    })
    let words = ''
    const child: Child = {
      role,
      process: process_,
      pid: process_.pid!,
      nodeId: undefined,
      state: 'starting',
      wellSince: Infinity,
      send(message) {
        if (process_.connected) process_.send(message, () => {})
      },
    }
    children.add(child)
    process_.on('error', () => {})
    process_.stderr!.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4_000)))
    createInterface({ input: process_.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as FromChild
      if (message.type === 'ready') {
        child.nodeId = message.nodeId
        if (child.state === 'starting') child.state = 'ready'
        child.wellSince = performance.now()
        // one that was told to end may still step into a trap on its way: it ends when it is thawed
      } else if (message.type === 'hit' && child.state !== 'ending') child.state = message.how === 'kill' ? 'ending' : 'frozen'
      heard(child, message)
    })
    // after `close` everything it said was read
    process_.once('close', (code, signal) => {
      const expected = child.state === 'ending' || stopping
      child.state = 'ended'
      children.delete(child)
      if (!expected) surprises.push(`${role} ended with ${signal ?? code}: ${words.trim()}`)
      ended(child)
      if (stopping || surprises.length > surprisesMax) return
      // what ends by itself is not started in a tight circle
      setTimeout(() => stopping || start(role), expected ? 0 : 1_000)
    })
    return child
  }

  return {
    start,
    surprises,
    ready: (role) => [...children].filter((child) => child.role === role && child.state === 'ready'),
    all: () => [...children],
    kill(child, signal = 'SIGKILL') {
      child.state = 'ending'
      child.process.kill(signal)
    },
    freeze(child) {
      child.state = 'frozen'
      child.process.kill('SIGSTOP')
    },
    thaw(child) {
      child.process.kill('SIGCONT')
      if (child.state === 'frozen') child.state = 'ready'
      child.wellSince = performance.now()
    },
    async stop() {
      stopping = true
      await Promise.all(
        [...children].map((child) => {
          const gone = new Promise<void>((done) => child.process.once('close', () => done()))
          child.state = 'ending'
          child.process.kill('SIGKILL')
          return gone
        }),
      )
    },
  }
}
