/** Ctrl-C, as a wish the work can look at: once means "cancel and tell me", twice means "now". */
export type Interrupt = {
  readonly requested: boolean
  /** aborts when the wish comes */
  readonly signal: AbortSignal
  /** 130 after SIGINT, 143 after SIGTERM: as shells count */
  readonly exitCode: number
  dispose(): void
}

/** A terminal's Ctrl-C may reach us twice, from the terminal and from the npm that started us. */
const echoMs = 400

/** Listens until disposed. `again` is called for the second wish, and should end the process. */
export function onInterrupt(again: (exitCode: number) => void): Interrupt {
  const abort = new AbortController()
  let askedAt = 0
  let exitCode = 130
  const heard = (signal: NodeJS.Signals) => {
    if (abort.signal.aborted) {
      if (performance.now() - askedAt > echoMs) again(exitCode)
      return
    }
    exitCode = signal === 'SIGTERM' ? 143 : 130
    askedAt = performance.now()
    abort.abort()
  }
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return {
    get requested() {
      return abort.signal.aborted
    },
    signal: abort.signal,
    get exitCode() {
      return exitCode
    },
    dispose() {
      process.off('SIGINT', heard)
      process.off('SIGTERM', heard)
    },
  }
}
