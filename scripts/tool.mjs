// Runs a development tool from node_modules: `tool.mjs <tsc|oxlint|oxfmt|vite|vitest> [arguments]`.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node24.mjs'

const PACKAGES = { tsc: 'typescript' }

/** The command line that runs a tool on this very Node, whatever its shebang would find. */
export function toolCommand(tool, args) {
  const folder = join(root, 'node_modules', PACKAGES[tool] ?? tool)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[tool]), ...args]
}

if (process.argv[1] === import.meta.filename) {
  const [tool, ...args] = process.argv.slice(2)
  const [file, ...rest] = toolCommand(tool, args)
  process.exitCode = spawnSync(file, rest, { cwd: root, stdio: 'inherit' }).status ?? 1
}
