// A worker process: claims, works, and dies where the supervisor says. It reports what the fence turned away.
import { createEngine } from '../src/engine/engine.ts'
import { childLog, createTraps, listen, say, setup } from './child.ts'
import { createKinds } from './kinds.ts'

const given = setup()
const log = childLog(given)
const traps = createTraps()
listen(traps.handle)

const engine = createEngine({
  databaseUrl: given.databaseUrl,
  kinds: createKinds(given),
  roles: { api: false, worker: true },
  log,
  poolMax: 5,
  placesMax: 24,
  pollsMax: 24,
  // the sub-scenario that measures recovery runs as people do
  ...(!given.production && { leaseMs: given.leaseMs, beatMs: given.leaseMs / 4, takeMs: given.leaseMs * 2 }),
  reach: traps.reach,
  onVerdict(verb, verdict, jobId) {
    if (verdict === 'applied' || verdict === 'already_by_you') return
    // progress that a lost answer already brought looks the same as progress of an overtaken attempt
    if (verb === 'progress') return void overtaken(jobId).then((yes) => yes && say({ type: 'verdict', verb, verdict, jobId }))
    say({ type: 'verdict', verb, verdict, jobId })
  },
})

async function overtaken(jobId: string): Promise<boolean> {
  const { rows } = await engine.pool.query('select node_id from job where id = $1', [jobId]).catch(() => ({ rows: [] }))
  return rows.length > 0 && rows[0].node_id !== engine.nodeId
}

process.once('SIGTERM', () => void engine.stop().finally(() => process.exit(0)))
await engine.start()
say({ type: 'ready', nodeId: engine.nodeId })
