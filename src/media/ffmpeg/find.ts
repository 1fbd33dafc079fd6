import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { StartupError, oneLine } from '../../startup-error.ts'

/** The ffmpeg that is used: always a program of its own, never a library linked into ours. */
export type Ffmpeg = {
  /** absolute path */
  path: string
  /** FFMPEG_PATH, the PATH, or the one that came with npm */
  origin: 'configured' | 'path' | 'bundled'
  version: string
}

const program = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
const run = promisify(execFile)

/**
 * Finds an ffmpeg that can make what we make: FFMPEG_PATH, else the PATH, else the one inside the npm package. One on the PATH
 * without H.264 or AAC (some distributions leave them out) is passed over.
 *
 * @param options.configured FFMPEG_PATH; what it names must work
 * @param options.folder where the bundled program is copied if it may not be made executable in place
 * @param options.searchPath instead of the PATH, and `bundled` instead of npm's: for tests
 * @throws StartupError `ffmpeg_missing`
 */
export async function findFfmpeg(options: { configured: string | null; folder: string; searchPath?: string; bundled?: string | null }): Promise<Ffmpeg> {
  if (options.configured !== null) {
    const tried = await examine(options.configured, 'configured')
    if ('wrong' in tried) throw new StartupError('ffmpeg_missing', `FFMPEG_PATH names ${options.configured}, which cannot be used: ${tried.wrong}.`)
    return tried
  }
  for (const folder of (options.searchPath ?? process.env.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, program)
    if (!(await isExecutable(path))) continue
    const tried = await examine(path, 'path')
    if (!('wrong' in tried)) return tried
  }
  const bundled = options.bundled === undefined ? bundledProgram() : options.bundled
  const tried = bundled === null ? { wrong: 'none came with npm for this machine' } : await examine(await executable(bundled, options.folder), 'bundled')
  if ('wrong' in tried) throw new StartupError('ffmpeg_missing', `There is no usable ffmpeg (${tried.wrong}): install one, or set FFMPEG_PATH.`)
  return tried
}

async function examine(path: string, origin: Ffmpeg['origin']): Promise<Ffmpeg | { wrong: string }> {
  try {
    const { stdout: about } = await run(path, ['-hide_banner', '-version'], { timeout: 20_000 })
    const { stdout: encoders } = await run(path, ['-hide_banner', '-encoders'], { timeout: 20_000 })
    const missing = ['libx264', 'aac'].filter((name) => !new RegExp(`^ [VA]\\S* ${name}\\b`, 'm').test(encoders))
    if (missing.length > 0) return { wrong: `it has no ${missing.join(' and no ')}` }
    return { path, origin, version: /^ffmpeg version (\S+)/m.exec(about)?.[1] ?? 'unknown' }
  } catch (error) {
    return { wrong: oneLine(error) }
  }
}

/** The file inside the npm package of this platform; null: there is none. */
function bundledProgram(): string | null {
  try {
    const here = createRequire(import.meta.url)
    const beside = createRequire(here.resolve('@ffmpeg-installer/ffmpeg/package.json'))
    return join(dirname(beside.resolve(`@ffmpeg-installer/${process.platform}-${process.arch}/package.json`)), program)
  } catch {
    return null
  }
}

/** npm unpacks the program without its execute bit, which its install script would set; where we may not, a copy gets it. */
async function executable(path: string, folder: string): Promise<string> {
  if (await isExecutable(path)) return path
  const made = await chmod(path, 0o755).then(() => isExecutable(path), () => false)
  if (made) return path
  const { size } = await stat(path)
  const copy = join(folder, `ffmpeg-${size}${program.slice('ffmpeg'.length)}`)
  if (await isExecutable(copy)) return copy
  await mkdir(folder, { recursive: true })
  const draft = `${copy}.${process.pid}`
  try {
    await copyFile(path, draft)
    await chmod(draft, 0o755)
    await rename(draft, copy)
  } finally {
    await rm(draft, { force: true })
  }
  return copy
}

const isExecutable = async (path: string): Promise<boolean> =>
  (await stat(path).then((found) => found.isFile(), () => false)) && (await access(path, constants.X_OK).then(() => true, () => false))
