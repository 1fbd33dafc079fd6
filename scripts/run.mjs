// How every npm script starts: `node scripts/run.mjs [--web] <file.ts> [arguments]`.
//
// Plain JavaScript for any Node >= 18, because it is the first thing that runs on a fresh clone. It sets up what is
// missing (dependencies; with --web also the built studio), then runs the file on Node 24, which npm installed.
// Not npm's pre-scripts: a machine with `ignore-scripts=true` skips those.
import { bootstrap, fail } from './bootstrap.mjs'
import { runOnNode24 } from './node24.mjs'

const [first, ...others] = process.argv.slice(2)
const web = first === '--web'
const [file, ...args] = web ? others : [first, ...others]

try {
  await bootstrap({ web })
} catch (error) {
  fail(error)
}
await runOnNode24(file, args)
