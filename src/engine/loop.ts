/** A background duty of a node: runs when kicked and at least every so often, never twice at once, and stops cleanly. */
import type { Logger } from 'pino'

export type Loop = {
  /** run now; if it is running, once more right after */
  kick(): void
  stop(): Promise<void>
}

export type LoopOptions = {
  name: string
  /** the backstop; jittered by a quarter, so that nodes do not march in step */
  everyMs: number
  /** returns true to run again at once (there was more than one helping) */
  run(): Promise<boolean | void>
  log: Logger
}

/** Starts a duty. An error is logged and the duty goes on at its next turn. */
export function startLoop({ name, everyMs, run, log }: LoopOptions): Loop {
  let stopped = false
  let kicked = true
  let wake: (() => void) | undefined

  const done = (async () => {
    while (!stopped) {
      if (!kicked)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, everyMs * (0.75 + Math.random() / 2))
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      wake = undefined
      kicked = false
      if (stopped) break
      try {
        if (await run()) kicked = true
      } catch (error) {
        if (!stopped) log.warn({ duty: name, reason: (error as Error).message }, 'background duty failed, will try again')
      }
    }
  })()

  return {
    kick() {
      kicked = true
      wake?.()
    },
    async stop() {
      stopped = true
      wake?.()
      await done
    },
  }
}
