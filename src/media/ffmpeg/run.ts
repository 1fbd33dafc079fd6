import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { type FailureCode, type JobError, jobError } from '../../engine/errors.ts'
import type { Ffmpeg } from './find.ts'

/** How far ffmpeg says it is. */
export type FfmpegProgress = { frames: number; seconds: number }

export type FfmpegOptions = {
  /** Kills the program; `done` then rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  onProgress?: ((at: FfmpegProgress) => void) | undefined
  /** its process id, once it runs */
  onStart?: (pid: number) => void
  /** what a failure means, where ffmpeg says nothing plainer; default `internal` */
  blame?: FailureCode
  /** an end with an error code is fine: what it said is wanted */
  lenient?: boolean
}

/** ffmpeg at work. */
export type FfmpegRun = {
  /** raw input, read as `pipe:0`. Its errors are swallowed: `done` knows better why the program ended. */
  stdin: Writable
  /** what was written to `pipe:1` */
  stdout: Readable
  /**
   * Resolves with what it said on stderr, when it has ended well and let go of all files.
   * @throws JobError `storage_failed` (disk full), `worker_lost` (killed by the system), else `blame`; its cause has the end of stderr
   */
  done: Promise<string>
  /** Ends it at once. `done` settles soon after. */
  kill(): void
}

const stderrCharsMax = 64_000

/** Never asks, never reads the terminal, says how far it is on a pipe of its own. */
const always = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-progress', 'pipe:3']

/** Starts ffmpeg, at lower priority than the threads that answer requests. Arguments go as they are: no shell. */
export function startFfmpeg(ffmpeg: Ffmpeg, args: readonly string[], options: FfmpegOptions = {}): FfmpegRun {
  options.signal?.throwIfAborted()
  const child = spawn(ffmpeg.path, [...always, ...args], { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], windowsHide: true })
  stepBack(child)
  if (child.pid !== undefined) options.onStart?.(child.pid)
  const stdin = child.stdin!, stdout = child.stdout!, stderr = child.stderr!, progress = child.stdio[3] as Readable
  stdin.on('error', () => {})
  stdout.on('error', () => {})
  let said = ''
  stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-stderrCharsMax)))
  reportProgress(progress, (at) => options.onProgress?.(at))

  const kill = () => {
    child.kill('SIGKILL')
    stdout.destroy() // what nobody reads would keep 'close' from coming
  }
  options.signal?.addEventListener('abort', kill, { once: true })
  const done = ended(child).then(
    ({ code, signal }) => {
      options.signal?.removeEventListener('abort', kill)
      if (options.signal?.aborted) throw options.signal.reason
      if (code !== 0 && !(options.lenient && code !== null)) throw failure(said, code, signal, options.blame)
      return said
    },
    (cause: unknown) => {
      options.signal?.removeEventListener('abort', kill)
      throw jobError('internal', { acceptance: 'surely-not', cause })
    },
  )
  done.catch(() => {}) // whoever feeds or reads it meanwhile asks for it later
  return { stdin, stdout, done, kill }
}

/** Runs ffmpeg to its end where nothing is piped. -> stderr. @throws as `FfmpegRun.done` */
export function runFfmpeg(ffmpeg: Ffmpeg, args: readonly string[], options: FfmpegOptions = {}): Promise<string> {
  const run = startFfmpeg(ffmpeg, args, options)
  run.stdin.end()
  run.stdout.resume()
  return run.done
}

/** Writes to a pipe no faster than it is read; when this resolves, `bytes` may be used again. @throws as `done`, if ffmpeg has failed */
export async function write(run: FfmpegRun, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => run.stdin.write(bytes, () => resolve()))
  if (run.stdin.destroyed) await run.done
}

/** 'close' and not 'exit': only then are its pipes read to the end. A program that cannot be started rejects. */
async function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal }
}

function failure(said: string, code: number | null, signal: NodeJS.Signals | null, blame: FailureCode = 'internal'): JobError {
  const cause = new Error(`ffmpeg ended with ${signal ?? `code ${code}`}: ${said.trim().split('\n').slice(-12).join('\n')}`)
  const full = /No space left on device|Disk quota exceeded/.test(said)
  return jobError(full ? 'storage_failed' : signal !== null ? 'worker_lost' : blame, { acceptance: 'surely-not', cause })
}

/** `key=value` lines; a block ends with `progress=`. */
function reportProgress(pipe: Readable, tell: (at: FfmpegProgress) => void): void {
  let rest = ''
  const at = { frames: 0, seconds: 0 }
  pipe.on('error', () => {})
  pipe.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [key, value = ''] = line.split('=') as [string, string?]
      const number = Number(value)
      if (key === 'frame' && number >= 0) at.frames = number
      // microseconds, whatever the name says
      else if (key === 'out_time_ms' && number >= 0) at.seconds = number / 1e6
      else if (key === 'progress') tell({ ...at })
    }
  })
}

function stepBack(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  } catch {
    // not permitted, or ended already: it then competes as an equal
  }
}
