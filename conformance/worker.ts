/** A worker that stands still wherever a job of it reaches the point it was given, until it is killed. */
import pino from 'pino'
import { start } from '../src/cli/start.ts'
import { readConfig } from '../src/config.ts'
import { createLocalStudio, type LocalStudio } from '../src/providers/local/pool.ts'
import { trial, type Setup } from './settings.ts'

const { env, point, logFile } = JSON.parse(process.env.SAFELIGHT_CONFORMANCE ?? '{}') as Setup & { point: string | null; logFile?: string }
const say = (message: object) => process.send?.(message)

const log = logFile ? pino({ base: { pid: process.pid } }, pino.destination({ dest: logFile, sync: true })) : pino({ level: 'silent' })
// real pictures, and small ones: what they cost to draw is not what is tried here
const real = createLocalStudio({ threads: 1 })
const studio: LocalStudio = { ...real, picture: (request, watch) => real.picture({ ...request, size: 64 }, watch) }
const running = await start({
  config: readConfig(env),
  log,
  role: 'worker',
  webFolder: null,
  studio,
  trial: trial({
    reach(reached, jobId) {
      if (reached !== point) return undefined
      say({ held: jobId })
      return new Promise(() => {})
    },
  }),
})
process.on('message', () => void running.stop().then(() => process.exit(0)))
process.on('disconnect', () => process.exit(0))
say({ ready: true })
