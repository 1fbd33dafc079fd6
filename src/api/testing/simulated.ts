/** A whole Safelight on simulated providers, which call back as the real ones do; and the database behind it. */
import pg from 'pg'
import sharp from 'sharp'
import { startFal, fal as falEntry } from '../../../simulators/fal.ts'
import { startHunyuan3d, hunyuan3d as hunyuanEntry } from '../../../simulators/hunyuan3d.ts'
import { startKling, kling as klingEntry } from '../../../simulators/kling.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator, Work } from '../../../simulators/lib/server.ts'
import { startReplicate, replicate as replicateEntry } from '../../../simulators/replicate.ts'
import type { StartOptions } from '../../cli/start.ts'
import { freePort } from '../../testing/free-port.ts'
import { testRenderer } from './renderer.ts'
import { startTestServer, type TestServer } from './server.ts'

export const pictureModel = 'replicate:black-forest-labs/flux-dev'
export const otherPictureModel = 'fal:fal-ai/flux/dev'
export const modelModel = 'hunyuan3d:pro'

export type Simulated = Omit<TestServer, 'stop'> & {
  replicate: Simulator
  fal: Simulator
  kling: Simulator
  hunyuan3d: Simulator
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

/** Pictures of this machine are squares of as many pixels as their prompt says, else of 512; WebP where it says so. */
function renderer(): NonNullable<StartOptions['studio']> {
  return {
    ...testRenderer(),
    async picture({ prompt }) {
      const side = Number(/\d+/.exec(prompt)?.[0] ?? 512)
      const format = prompt.includes('webp') ? 'webp' : 'png'
      const bytes = await sharp({ create: { width: Math.min(side, 512), height: Math.min(side, 512), channels: 3, background: '#874' } })[format]().toBuffer()
      return [{ bytes, mime: `image/${format}`, width: side, height: side, role: 'image', placeholder: 'data:image/webp;base64,AAAA' }]
    },
  }
}

const secret = 'a secret of tests, long enough to be one'.replaceAll(' ', '-')

/** Work is quick, silence is long: what is done soon was woken by its webhook, or polled at a provider that has none. */
export async function startSimulated(env: Record<string, string> = {}): Promise<Simulated> {
  const [replicate, fal, kling, hunyuan3d, port] = await Promise.all([startReplicate(), startFal(), startKling(), startHunyuan3d(), freePort()])
  const simulators = [replicate, fal, kling, hunyuan3d]
  for (const simulator of simulators) simulator.defaults.ms = 60
  const server = await startTestServer({
    studio: renderer(),
    env: {
      ...replicateEntry.environment(replicate.url), ...falEntry.environment(fal.url), ...klingEntry.environment(kling.url), ...hunyuanEntry.environment(hunyuan3d.url),
      PORT: String(port), SAFELIGHT_PUBLIC_URL: `http://127.0.0.1:${port}`, SAFELIGHT_SECRET: secret, ...env,
    },
    trial: { timings: { pollEveryMs: 50, unknownWindowMs: 60_000, submitTimeoutMs: 10_000 } },
  })
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: 2, application_name: 'test' })
  return {
    ...server,
    replicate, fal, kling, hunyuan3d,
    sql: async (text, values) => (await pool.query(text, values)).rows as never[],
    async stop() {
      await pool.end()
      await server.stop()
      await Promise.all(simulators.map((simulator) => simulator.stop()))
    },
  }
}

/** Words of a prompt that say what shall happen at the provider; `tag` names it in the books. */
export const playing = (directive: Partial<Directive>): string => `a fox ${writeDirective(directive)}`

/** The work of that tag, once it was taken. */
export async function taken(simulator: Simulator, tag: string): Promise<Work> {
  for (;;) {
    const work = [...simulator.works.values()].find((one) => one.tag === tag)
    if (work) return work
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
