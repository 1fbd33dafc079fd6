import { destination, pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config.ts'

/**
 * Structured logs on standard error: standard output belongs to what a command answers. Secrets never get in. Lines of
 * JSON for machines; on a terminal the same facts in plain words, one line each.
 */
export function createLog(level: Config['logLevel']): Logger {
  return pino(
    {
      level,
      redact: { paths: ['authorization', 'cookie', 'apiKey', 'secret', 'password', '*.authorization', '*.cookie', '*.apiKey', '*.secret', '*.password'], censor: '[redacted]' },
    },
    process.stderr.isTTY ? { write: (line: string) => void process.stderr.write(`${plainLine(line)}\n`) } : logSink(2),
  )
}

/**
 * Where lines of JSON go, a descriptor or a path. They are written together, at most a tenth of a second late: each by itself costs
 * three times as much, which a node that ends thousands of jobs a second feels. What a kill -9 takes along is that tenth.
 */
export function logSink(dest: number | string): DestinationStream {
  const sink = destination({ dest, sync: true, minLength: 4_096, periodicFlush: 100 })
  process.once('exit', () => sink.flushSync())
  return sink
}

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'ERROR', 60: 'FATAL' }

/** `07:03:12 info  job completed  jobId=... attempt=1 tookMs=812` */
export function plainLine(line: string): string {
  const { level, time, msg, pid: _pid, hostname: _hostname, err, ...facts } = JSON.parse(line) as Record<string, unknown>
  const at = new Date(Number(time)).toTimeString().slice(0, 8)
  const rest = Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
  const { stack, message } = (err ?? {}) as { stack?: string; message?: string }
  const trouble = err === undefined ? '' : `\n  ${(stack ?? message ?? JSON.stringify(err)).replaceAll('\n', '\n  ')}`
  return `${at} ${levels[Number(level)] ?? 'info '} ${[msg, rest].filter(Boolean).join('  ')}${trouble}`
}
