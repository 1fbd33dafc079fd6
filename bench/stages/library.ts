/** The library over ten thousand items: the first look, lists, counts, and searches in English and Chinese. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapAccountId } from '../../src/api/accounts.ts'
import { openPool } from '../../src/engine/database.ts'
import { createDiskStorage } from '../../src/media/storage-disk.ts'
import type { StageResult } from '../lib/figures.ts'
import { seedLibrary } from '../lib/library.ts'
import type { Options } from '../lib/options.ts'
import { spread, type Spread } from '../lib/stats.ts'
import { startServer } from './server.ts'

const searches = ['fox', 'red fox snow', 'lighthouse', 'ink wash', 'no. 77', '橘猫', '在雪中', '水墨画', '猫', 'nothing at all like it']

export async function library(options: Options, url: string): Promise<StageResult> {
  const items = options.quick ? 1_000 : 10_000
  const rounds = options.quick ? 5 : 40
  const server = await startServer({ url, role: 'api', failing: false })
  const folder = await mkdtemp(join(tmpdir(), 'safelight-bench-library-'))
  const pool = openPool({ connectionString: url })
  try {
    await seedLibrary({ pool, storage: createDiskStorage(folder), accountId: bootstrapAccountId, items })
    const get = async (path: string) => {
      const started = performance.now()
      const response = await fetch(`${server.url}/api/library${path}`, { headers: server.headers })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`GET /api/library${path} answered ${response.status}`)
      return performance.now() - started
    }
    const first = await get('/timeline')
    const times = async (path: (n: number) => string): Promise<Spread> => {
      const samples: number[] = []
      for (let n = 0; n < rounds * searches.length; n++) samples.push(await get(path(n)))
      return spread(samples)
    }
    const q = (n: number) => `q=${encodeURIComponent(searches[n % searches.length]!)}`
    const counts = await times(() => '/timeline')
    const lists = await times((n) => `?limit=120&kind=${['image', 'video', 'model3d'][n % 3]}`)
    const found = await times((n) => `/timeline?${q(n)}`)
    const listed = await times((n) => `?limit=120&${q(n)}`)
    const name = `Library of ${items.toLocaleString('en')}`
    return {
      figures: [
        { what: `${name}, first look ever`, value: first, unit: 'ms' },
        { what: `${name}, counts by month, p95`, value: counts.p95, unit: 'ms' },
        { what: `${name}, 120 items of a kind, p95`, value: lists.p95, unit: 'ms' },
        { what: `${name}, search with counts, p95`, value: found.p95, unit: 'ms', bar: { atMost: 100 } },
        { what: `${name}, 120 items of a search, p95`, value: listed.p95, unit: 'ms', bar: { atMost: 100 } },
      ],
      details: { items, counts, lists, found, listed },
    }
  } finally {
    await pool.end()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
