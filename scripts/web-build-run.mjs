// The build itself, on Node 24 with dependencies installed: see web-build.mjs.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'vite'
import { root } from './node24.mjs'
import { hashInputs } from './web-build.mjs'

const target = join(root, 'dist/web')
const draft = `${target}-${process.pid}`
const previous = `${draft}-previous`
const imported = new Set()

/** Notes which files outside src/web the pages are made of. */
const noteImports = {
  name: 'safelight-note-imports',
  generateBundle() {
    for (const id of this.getModuleIds()) {
      const path = relative(root, id.split('?')[0].replace(/^\0/, ''))
      const ours = !path.startsWith('..') && !path.startsWith('src/web/') && !path.startsWith('node_modules/')
      if (ours && existsSync(join(root, path))) imported.add(path)
    }
  },
}

try {
  await build({
    configFile: join(root, 'src/web/vite.config.ts'),
    logLevel: 'error',
    plugins: [noteImports],
    build: { outDir: draft, emptyOutDir: true },
  })
} catch (error) {
  rmSync(draft, { recursive: true, force: true })
  console.error(error.message)
  process.exit(1)
}

// Swapped in when whole: a kill during the build leaves the old pages, and a running server never serves half of them.
if (existsSync(target)) renameSync(target, previous)
renameSync(draft, target)
rmSync(previous, { recursive: true, force: true })
const inputs = [...imported].sort()
writeFileSync(join(root, '.cache/web-build.json'), JSON.stringify({ hash: hashInputs(inputs), inputs }, null, 1))
