/** The Redis of BullMQ: the system's, or Debian's packages unpacked into .cache without touching the system. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type Redis = { url: string; version: string; stop(): Promise<void> }
type Found = { program: string; libraries: string | undefined }

const cache = join(import.meta.dirname, '../../.cache/redis')

/** Starts Redis as durable as PostgreSQL is: each command is on disk before it is answered. Null where there is none to be had. */
export async function startRedis(log: (line: string) => void): Promise<Redis | null> {
  const found = installed() ?? fetched(log)
  if (!found) return null
  const folder = mkdtempSync(join(tmpdir(), 'safelight-bench-redis-'))
  const port = await freePort()
  const child = spawn(
    found.program,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction'],
    // Debian's server is one program under several names
    { argv0: 'redis-server', stdio: 'ignore', env: { ...process.env, ...(found.libraries && { LD_LIBRARY_PATH: found.libraries }) } },
  )
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  child.once('error', () => {})
  for (let tries = 0; tries < 100 && child.exitCode === null && !(await answers(port)); tries++) await delay(50)
  if (child.exitCode !== null) return null
  return {
    url: `redis://127.0.0.1:${port}`,
    version: versionOf(found),
    async stop() {
      child.kill('SIGTERM')
      await Promise.race([exited, delay(5_000)])
      end()
      process.off('exit', end)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function installed(): Found | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'redis-server')
    if (folder && existsSync(program)) return { program, libraries: undefined }
  }
  return unpacked()
}

function unpacked(): Found | undefined {
  const program = join(cache, 'usr/bin/redis-check-rdb')
  if (!existsSync(program)) return undefined
  const libraries = readdirSync(join(cache, 'usr/lib'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('linux'))
    .map((entry) => join(cache, 'usr/lib', entry.name))
  return { program, libraries: libraries.join(':') }
}

function fetched(log: (line: string) => void): Found | undefined {
  if (spawnSync('apt-get', ['--version']).status !== 0) return undefined
  log('fetching Redis for BullMQ (Debian packages, into .cache)')
  const draft = `${cache}-${process.pid}`
  try {
    mkdirSync(draft, { recursive: true })
    const apt = spawnSync('apt-get', ['-q', '-o', 'APT::Sandbox::User=', 'download', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'], { cwd: draft, timeout: 120_000 })
    if (apt.status !== 0) return undefined
    for (const name of readdirSync(draft).filter((file) => file.endsWith('.deb'))) {
      spawnSync('dpkg-deb', ['-x', join(draft, name), draft])
      rmSync(join(draft, name))
    }
    renameSync(draft, cache)
    return unpacked()
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function versionOf({ program, libraries }: Found): string {
  const { stdout } = spawnSync(program, ['--version'], { argv0: 'redis-server', encoding: 'utf8', env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) } })
  return /v=(\S+)/.exec(stdout ?? '')?.[1] ?? 'unknown'
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
