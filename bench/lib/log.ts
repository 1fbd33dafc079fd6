import { pino, type Logger } from 'pino'

/** As a node logs in production, each job's life in lines of its own, to a sink that costs no disk. */
export function benchLog(level = 'info'): Logger {
  return pino({ level }, pino.destination({ dest: process.env.BENCH_LOG ?? '/dev/null', sync: false }))
}
