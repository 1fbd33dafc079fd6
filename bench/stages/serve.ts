/** A real server in a process of its own, on a port of its own, over the benchmark's database. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { start, type Role } from '../../src/cli/start.ts'
import { jobError } from '../../src/engine/errors.ts'
import type { LocalStudio } from '../../src/providers/local/pool.ts'
import { childConfig } from '../lib/child.ts'
import { benchLog } from '../lib/log.ts'

export type ServeConfig = { url: string; role: Role; apiKey: string; /** pictures fail at once, and the moment is told */ failing: boolean }
export type ServeMessage = { type: 'ready'; url: string } | { type: 'threw'; prompt: string; atMs: number }

const config = childConfig<ServeConfig>()
const dataFolder = await mkdtemp(join(tmpdir(), 'safelight-bench-server-'))
const say = (message: ServeMessage) => process.stdout.write(`${JSON.stringify(message)}\n`)

/** The monotonic clock, which all processes of a machine share. */
const nowMs = () => Number(process.hrtime.bigint()) / 1e6
const failing: LocalStudio = {
  async picture({ prompt }) {
    say({ type: 'threw', prompt, atMs: nowMs() })
    throw jobError('content_rejected', { acceptance: 'surely-not' })
  },
  relief: () => Promise.reject(jobError('content_rejected', { acceptance: 'surely-not' })),
  photograph: () => Promise.reject(jobError('content_rejected', { acceptance: 'surely-not' })),
  clip: () => Promise.reject(jobError('content_rejected', { acceptance: 'surely-not' })),
  close: () => Promise.resolve(),
}

const running = await start({
  config: readConfig({
    PORT: '0',
    SAFELIGHT_DATA: dataFolder,
    DATABASE_URL: config.url,
    SAFELIGHT_BOOTSTRAP_API_KEY: config.apiKey,
    SAFELIGHT_BOOTSTRAP_CREDITS: '1000000000',
    SAFELIGHT_REQUESTS_PER_MINUTE: '100000000',
  }),
  log: benchLog(),
  role: config.role,
  webFolder: null,
  ...(config.failing && { studio: failing }),
})
say({ type: 'ready', url: running.url! })
process.stdin.resume()
process.stdin.once('end', () => {
  void running.stop().then(async () => {
    await rm(dataFolder, { recursive: true, force: true })
    process.exit(0)
  })
})
