import { spawn, spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliDecompress, createBrotliDecompress } from 'node:zlib'

export type Chromium = { executablePath: string; env: Record<string, string> }

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** The package's own names the folders of a cloud function. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`
const CACHE = join(import.meta.dirname, '../../.cache')

/**
 * A Chromium on this machine: the one `CHROMIUM_PATH` names, an installed one, or the one inside the npm package,
 * unpacked once (`CHROMIUM_PATH=packaged` asks for that one).
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.CHROMIUM_PATH
  if (named === 'packaged') return packagedChromium()
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH names no file: ${named}`)
  const found = named || INSTALLED.find((path) => existsSync(path))
  return found ? { executablePath: found, env: environment() } : packagedChromium()
}

async function packagedChromium(): Promise<Chromium> {
  // Its entry is build/index.js; package.json is not exported.
  const folder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const target = join(CACHE, `chromium-${version}`)
  if (!existsSync(target)) await unpack(join(folder, 'bin'), target)

  const executablePath = join(target, 'chromium')
  const bare = { ...environment(), FONTCONFIG_PATH: fontConfig(target) }
  if (runs(executablePath, bare)) return { executablePath, env: bare }
  // The machine lacks libnss3 or others: the package has Amazon's.
  const env = { ...bare, LD_LIBRARY_PATH: join(target, 'al2023/lib') }
  const failure = failureOf(executablePath, env)
  if (failure) throw new Error(`The Chromium for the tests does not run here: ${failure}. Install Debian's chromium, or set CHROMIUM_PATH.`)
  return { executablePath, env }
}

/** Unpacks beside and renames, so that a kill leaves nothing half-done and two at once do not meet. */
async function unpack(source: string, target: string): Promise<void> {
  const draft = `${target}-${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  try {
    await Promise.all([
      pipeline(
        createReadStream(join(source, 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(join(draft, 'chromium'), { mode: 0o755 }),
      ),
      untar(join(source, 'swiftshader.tar.br'), draft),
      untar(join(source, 'fonts.tar.br'), join(draft, 'fonts')),
      untar(join(source, 'al2023.tar.br'), join(draft, 'al2023')),
    ])
    writeFileSync(join(draft, 'fonts/fonts.conf'), FONTS_CONF)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}

async function untar(archive: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const content = await promisify(brotliDecompress)(await readFile(archive))
  const tar = spawn('tar', ['-x', '--no-same-owner', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] })
  // It closes its input at the archive's end, which may come before the padding does.
  tar.stdin.on('error', () => {})
  tar.stdin.end(content)
  await new Promise<void>((resolve, reject) => {
    tar.once('error', reject)
    tar.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with code ${code} on ${archive}`))))
  })
}

/** The machine's fonts where it has a font configuration, else the package's one font. */
function fontConfig(target: string): string {
  return existsSync('/etc/fonts/fonts.conf') ? '/etc/fonts' : join(target, 'fonts')
}

function runs(path: string, env: Record<string, string>): boolean {
  return failureOf(path, env) === ''
}

function failureOf(path: string, env: Record<string, string>): string {
  const { status, stderr, error } = spawnSync(path, ['--version'], { env, encoding: 'utf8', timeout: 30_000 })
  return status === 0 ? '' : error?.message || stderr.trim().split('\n')[0] || `it ended with code ${status}`
}

/** The environment as it is, without what would lead the browser elsewhere. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !/^(LD_|NODE_|VITE)/.test(entry[0])),
  )
}
