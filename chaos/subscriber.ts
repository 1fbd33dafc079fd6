// A subscriber: tells the supervisor every event of every account, and goes on after the cursor it was given.
import { createEngine } from '../src/engine/engine.ts'
import { childLog, listen, say, setup } from './child.ts'

const given = setup()
listen(() => {})
const engine = createEngine({
  databaseUrl: given.databaseUrl,
  kinds: [],
  roles: { api: true, worker: false },
  log: childLog(given),
  poolMax: 3,
  leaseMs: given.leaseMs,
  beatMs: given.leaseMs / 4,
})
await engine.start()
const after = given.after ?? (await engine.events.cursor())
if (!given.after) say({ type: 'event', cursor: after, id: '0', event: 'start', jobId: null })
await engine.events.subscribe(
  { after },
  {
    event: ({ cursor, id, type, jobId }) => say({ type: 'event', cursor, id, event: type, jobId }),
    reset: (cursor) => say({ type: 'reset', cursor }),
  },
)
say({ type: 'ready', nodeId: engine.nodeId })
