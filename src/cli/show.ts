/** How a run is shown: bars on a terminal, plain lines into a pipe, JSON for programs. The run itself does not know which. */
import { stripVTControlCharacters } from 'node:util'

export type PartState = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled'
export type Part = { name: string; state: PartState; progress: number }

/** What `--json` prints, one object a line. The last line is the result, whatever happened. */
export type RunEvent =
  | { type: 'started'; taskId: string; server: string; page: string; prompt: string; seed: number; count: number; prices: { image: number; model: number }; held: number }
  | { type: 'progress'; status: string; progress: number; message: string; parts: { name: string; state: PartState; progress: number }[] }
  | { type: 'file'; role: 'image' | 'model'; index: number; path: string; bytes: number; sha256: string }
  | { type: 'selected'; index: number }
  | { type: 'cancelling' }
  | RunResult

export type RunFailure = { name: string | null; code: string; message: string; advice: string | null }
export type RunResult = {
  type: 'result'
  ok: boolean
  exitCode: number
  taskId: string | null
  status: string | null
  files: string[]
  /** of this task; `available` is the account's, afterwards */
  credits: { held: number; captured: number; released: number; available: number | null }
  failures: RunFailure[]
}

export type Show = {
  /** a sentence for people */
  say(message: string): void
  /** the same, about something that went wrong */
  complain(message: string, advice?: string | null): void
  parts(parts: Part[], stage: string): void
  event(event: RunEvent): void
  close(): void
}

const barCells = 28
const redrawEveryMs = 80

const plainShow = (out: NodeJS.WritableStream): Show => {
  let stage = ''
  return {
    say: (message) => void out.write(`${message}\n`),
    complain,
    parts(_parts, now) {
      // one line for each step, not for each percent
      const step = now.replaceAll(/\d+%/g, '')
      if (step !== stage) out.write(`${now}\n`)
      stage = step
    },
    event() {},
    close() {},
  }
}

const jsonShow = (out: NodeJS.WritableStream): Show => ({
  say() {},
  complain,
  parts() {},
  event: (event) => void out.write(`${JSON.stringify(event)}\n`),
  close() {},
})

/** Bars that stay at the bottom while lines scroll past above them. */
function barShow(out: NodeJS.WriteStream, colours: boolean): Show {
  const paint = (code: string, text: string) => (colours ? `\u001B[${code}m${text}\u001B[0m` : text)
  const colour: Record<PartState, string> = { waiting: '33', working: '31', done: '32', failed: '31', cancelled: '2' }
  const mark: Record<PartState, string> = { waiting: '·', working: '●', done: '✓', failed: '✗', cancelled: '–' }
  let lines: string[] = []
  let drawn = 0
  let drawnAt = 0
  let timer: NodeJS.Timeout | undefined

  const erase = () => {
    if (drawn > 0) out.write(`\u001B[${drawn}A\u001B[0J`)
    drawn = 0
  }
  const draw = () => {
    clearTimeout(timer)
    timer = undefined
    erase()
    const width = out.columns || 80
    for (const line of lines) out.write(`${stripVTControlCharacters(line).length < width ? line : stripVTControlCharacters(line).slice(0, width - 1)}\n`)
    drawn = lines.length
    drawnAt = performance.now()
  }
  const bar = ({ name, state, progress }: Part) => {
    const full = Math.round((barCells * (state === 'done' ? 100 : progress)) / 100)
    return `  ${paint(colour[state], mark[state])} ${name.padEnd(8)} ${paint(colour[state], '━'.repeat(full))}${paint('2', '─'.repeat(barCells - full))} ${`${state === 'done' ? 100 : progress}%`.padStart(4)}`
  }
  return {
    say(message) {
      erase()
      out.write(`${message}\n`)
      draw()
    },
    complain(message, advice) {
      erase()
      complain(message, advice)
      draw()
    },
    parts(parts, stage) {
      lines = [...parts.map(bar), paint('2', `  ${stage}`)]
      const wait = redrawEveryMs - (performance.now() - drawnAt)
      if (wait <= 0) draw()
      else timer ??= setTimeout(draw, wait)
    },
    event() {},
    close() {
      clearTimeout(timer)
      erase()
      // what was reached stays to be read, without the line that said what was going on
      for (const line of lines.slice(0, -1)) out.write(`${line}\n`)
      lines = []
    },
  }
}

function complain(message: string, advice?: string | null): void {
  process.stderr.write(`${message}\n${advice ? `${advice}\n` : ''}`)
}

export function createShow({ json }: { json: boolean }, out: NodeJS.WriteStream = process.stdout): Show {
  if (json) return jsonShow(out)
  if (!out.isTTY || process.env.TERM === 'dumb') return plainShow(out)
  return barShow(out, process.env.NO_COLOR === undefined)
}
