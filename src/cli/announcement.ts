/** A running Safelight leaves its address in its data folder, so that the command line of the same machine finds it. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../postgres/postmaster.ts'

export type Announcement = {
  url: string
  pid: number
  /** a server that stays, or one that ends with the run it was started for */
  purpose: 'start' | 'generate'
}

const pathIn = (dataFolder: string) => join(dataFolder, 'running.json')

/** Returns the way to take it back. A folder that cannot be written only makes the command line a little less clever. */
export async function announce(dataFolder: string, announcement: Omit<Announcement, 'pid'>): Promise<() => Promise<void>> {
  const path = pathIn(dataFolder)
  const temporary = `${path}.${process.pid}`
  try {
    await writeFile(temporary, `${JSON.stringify({ ...announcement, pid: process.pid })}\n`, { mode: 0o600 })
    await rename(temporary, path)
  } catch {
    return async () => {}
  }
  return async () => {
    if ((await readAnnouncement(dataFolder))?.pid === process.pid) await rm(path, { force: true }).catch(() => {})
  }
}

/** What was announced by a process that is still alive. Only a hint: whoever answers there must prove to be a Safelight. */
export async function readAnnouncement(dataFolder: string): Promise<Announcement | null> {
  try {
    const found = JSON.parse(await readFile(pathIn(dataFolder), 'utf8')) as Announcement
    return URL.canParse(found.url) && Number.isInteger(found.pid) && isAlive(found.pid) ? found : null
  } catch {
    return null
  }
}
