// The API's process: submits, cancels and wakes for the customers, and may die at any of it.
import { createEngine } from '../src/engine/engine.ts'
import { childLog, createTraps, listen, say, setup, type Answer, type Request } from './child.ts'
import { createKinds } from './kinds.ts'

const given = setup()
const traps = createTraps()
const engine = createEngine({
  databaseUrl: given.databaseUrl,
  kinds: createKinds(given),
  roles: { api: true, worker: false },
  log: childLog(given),
  poolMax: 5,
  leaseMs: given.leaseMs,
  beatMs: given.leaseMs / 4,
  reach: traps.reach,
})

listen((message) => {
  traps.handle(message)
  if (message.type !== 'ask') return
  const { n, request } = message
  void answer(request).then(
    (reply) => say({ type: 'answer', n, answer: reply }),
    (error: Error) => say({ type: 'answer', n, answer: { error: error.message } }),
  )
})

async function answer(request: Request): Promise<Answer> {
  switch (request.verb) {
    case 'submit':
      return { submit: await engine.submit(request.submission) }
    case 'cancel':
      return { cancel: await engine.cancel(request) }
    case 'grant':
      await engine.grant({ ...request, kind: 'grant', once: true })
      return {}
    case 'wake':
      await engine.wake([request.jobId])
      return {}
  }
}

await engine.start()
say({ type: 'ready', nodeId: engine.nodeId })
