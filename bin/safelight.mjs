#!/usr/bin/env node
// The `safelight` command: finds a Node that runs TypeScript, then runs the command line.
import { runOnNode24 } from '../scripts/node24.mjs'

await runOnNode24('src/cli/main.ts', process.argv.slice(2))
