import { readOptions, usage } from './lib/options.ts'
import { openServer } from './lib/server.ts'
const options = readOptions(process.argv.slice(2))
if (options === 'help') { console.log(usage); process.exit(0) }
const server = await openServer(options, (l) => console.error(l))
const since = performance.now()
const db = await server.database('lives', true)
console.error('clone', performance.now() - since, db.url)
const { runChild } = await import('./lib/child.ts')
for (let i = 0; i < options.runs; i++)
  console.log(JSON.stringify(await runChild(new URL('./lives/engine.ts', import.meta.url), { contestant: 'engine', url: db.url, mix: 'uniform', warmupSeconds: 3, seconds: options.seconds, outstanding: options.outstanding, postgresPid: server.pid, seed: 1, batchesFile: '/tmp/batches.json' }, 100_000), null, 1))
await server.stop()
