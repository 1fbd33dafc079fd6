// A subscriber: tells the supervisor every event of every account, and goes on after the cursor it was given.
import { setTimeout as delay } from 'node:timers/promises'
import { createEngine } from '../src/engine/engine.ts'
import type { Subscriber } from '../src/engine/types.ts'
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
let after = given.after ?? (await engine.events.cursor())
if (!given.after) say({ type: 'event', cursor: after, id: '0', event: 'start', jobId: null })
const subscriber: Subscriber = {
  event({ cursor, id, type, jobId }) {
    after = cursor
    say({ type: 'event', cursor, id, event: type, jobId })
  },
  reset: (cursor) => say({ type: 'reset', cursor }),
}
// PostgreSQL may be away, or go away in the middle of what was missed: on after the last event heard
while (!(await engine.events.subscribe({ after }, subscriber).catch(() => undefined))) await delay(200)
say({ type: 'ready', nodeId: engine.nodeId })
