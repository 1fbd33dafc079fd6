import { destination, pino, type Logger } from 'pino'
import type { Config } from '../config.ts'

/** Structured logs on standard error: standard output belongs to what a command answers. Secrets never get in. */
export function createLog(level: Config['logLevel']): Logger {
  return pino(
    {
      level,
      redact: { paths: ['authorization', 'cookie', 'apiKey', 'secret', 'password', '*.authorization', '*.cookie', '*.apiKey', '*.secret', '*.password'], censor: '[redacted]' },
    },
    destination({ dest: 2, sync: true }),
  )
}
