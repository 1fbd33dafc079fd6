import { pino, type Logger } from 'pino'
import { logSink } from '../../src/cli/log.ts'

/** As a node logs in production, each job's life in lines of its own, to a sink that costs no disk. */
export function benchLog(level = 'info'): Logger {
  return level === 'silent' ? pino({ level }) : pino({ level }, logSink(process.env.BENCH_LOG ?? '/dev/null'))
}
