// Sets up what a checkout lacks: dependencies, and the built studio. Plain JavaScript without dependencies for any
// Node >= 18, because it runs before anything is installed. When nothing changed it costs a few file reads.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError } from './bootstrap-error.mjs'
import { installDependencies, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { root } from './node24.mjs'
import { buildWeb, isWebBuilt } from './web-build.mjs'

/**
 * Makes the checkout ready to run. Several at once wait for one another.
 *
 * @param {{ web?: boolean }} wanted `web`: the studio's pages too
 * @throws BootstrapError
 */
export async function bootstrap({ web = false } = {}) {
  const ready = () => isInstalled() && (!web || isWebBuilt())
  if (ready()) return
  const cache = join(root, '.cache')
  try {
    mkdirSync(cache, { recursive: true })
  } catch (error) {
    throw new BootstrapError(`Safelight cannot set itself up, because it may not write to ${root} (${error.code}).`)
  }
  await withLock(join(cache, 'bootstrap.lock'), async (started) => {
    if (!isInstalled()) await installDependencies(started)
    if (web && !isWebBuilt()) await buildWeb(started)
  })
}

/** Prints an error the way an operator wants it, and ends with code 1. */
export function fail(error) {
  console.error(error instanceof BootstrapError ? error.message : error.stack)
  process.exit(1)
}
