/** One peer's run, in a process of its own. */
import { childConfig, report } from '../lib/child.ts'
import * as bullmq from '../peers/bullmq.ts'
import * as graphile from '../peers/graphile-worker.ts'
import * as boss from '../peers/pg-boss.ts'
import { measureLives, type Contestant, type LivesConfig } from './loop.ts'

const config = childConfig<LivesConfig>()
const open: Record<string, () => Promise<Contestant>> = {
  'graphile-worker idiomatic': () => graphile.idiomatic(config.url),
  'graphile-worker batched': () => graphile.batched(config.url),
  'pg-boss idiomatic': () => boss.idiomatic(config.url),
  'pg-boss batched': () => boss.batched(config.url),
  'BullMQ idiomatic': () => bullmq.idiomatic(config.url, config.redisUrl!),
  'BullMQ batched': () => bullmq.batched(config.url, config.redisUrl!),
}
report(await measureLives(config, open[config.contestant]!))
process.exit(0)
