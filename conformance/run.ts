/** All rounds: with a public address at every point, without one where it makes a difference. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { cellsOf, pollingPoints, type Cell } from './expected.ts'
import { crashPoints, type CrashPoint } from './faults.ts'
import { auditProblems, judge, type Verdict } from './judge.ts'
import { openLane } from './lane.ts'
import type { Options } from './options.ts'
import { playRound } from './round.ts'
import { subjects as allSubjects } from './subjects.ts'

export type Pass = { webhooks: boolean; verdicts: Verdict[]; auditProblems: string[] }

type Round = { point: CrashPoint; cells: Cell[] }

export async function run(options: Options, log: (line: string) => void): Promise<Pass[]> {
  const subjects = allSubjects().filter(({ id }) => options.providers === null || options.providers.includes(id))
  const folder = await mkdtemp(join(tmpdir(), 'safelight-conformance-pg-'))
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {}, settings: { max_connections: '400', shared_buffers: '128MB' } })
  try {
    const passes: Pass[] = []
    for (const webhooks of options.webhooksOnly ? [true] : [true, false]) {
      const points = (options.points ?? crashPoints).filter((point) => webhooks || pollingPoints.includes(point))
      const cells = cellsOf(subjects, webhooks, points).filter(({ fault }) => options.faults === null || options.faults.includes(fault))
      const rounds = points.map((point): Round => ({ point, cells: cells.filter((cell) => cell.point === point) }))
      passes.push(await pass(webhooks, rounds))
    }
    return passes
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }

  async function pass(webhooks: boolean, rounds: Round[]): Promise<Pass> {
    log(`${webhooks ? 'with' : 'without'} a public address: ${rounds.reduce((sum, { cells }) => sum + cells.length, 0)} cells in ${rounds.length} rounds`)
    const waiting = [...rounds]
    const result: Pass = { webhooks, verdicts: [], auditProblems: [] }
    await Promise.all(
      Array.from({ length: Math.min(options.parallel, rounds.length) }, async (_, n) => {
        const lane = await openLane(`conformance_${webhooks ? 'w' : 'p'}${n}`, postgres.url, subjects, webhooks, log, options.log)
        try {
          for (let round = waiting.shift(); round; round = waiting.shift()) {
            const played = await playRound(lane.stage, subjects, round.point, round.cells)
            const verdicts = await judge(lane.stage.pool, lane.simulators, played)
            const bad = verdicts.filter(({ problems }) => problems.length > 0)
            log(`  ${round.point}: ${verdicts.length} cells, ${bad.length} not as written`)
            for (const { provider, fault, jobId, expected, problems } of bad) log(`    ✗ ${jobId} ${provider}, ${fault}: ${problems.join('; ')} (written down: ${expected.join(' or ')})`)
            result.verdicts.push(...verdicts)
          }
          result.auditProblems.push(...(await auditProblems(lane.stage.pool)))
        } finally {
          await lane.stop()
        }
      }),
    )
    return result
  }
}
