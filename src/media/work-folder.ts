import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'work-'

/** How old a folder must be to be nobody's: another node on this machine may be at work in it just now. */
const strayAgeMs = 6 * 60 * 60_000

/** Runs `work` in a new folder under `root`, which is removed with all that is in it, however the work ends. */
export async function inWorkFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(root, { recursive: true })
  const folder = await mkdtemp(join(root, prefix))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Removes the work folders of a process that died in the middle. -> how many */
export async function sweepWorkFolders(root: string, nowMs = Date.now()): Promise<number> {
  let removed = 0
  for (const name of await readdir(root).catch(() => [] as string[])) {
    if (!name.startsWith(prefix)) continue
    const found = await stat(join(root, name)).catch(() => null)
    if (found === null || nowMs - found.mtimeMs < strayAgeMs) continue
    await rm(join(root, name), { recursive: true, force: true })
    removed++
  }
  return removed
}
