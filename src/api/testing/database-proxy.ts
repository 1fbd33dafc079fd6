/** Stands between a server and its PostgreSQL, so that a test can take the database away and give it back. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type DatabaseProxy = {
  /** the same database, through here */
  url: string
  /** drops every connection and refuses new ones */
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

/** Works on Unix sockets, as the embedded PostgreSQL listens on nothing else. */
export async function proxyDatabase(url: string): Promise<DatabaseProxy> {
  const target = new URL(url)
  const folder = await mkdtemp(join(tmpdir(), 'safelight-proxy-'))
  const name = `.s.PGSQL.${target.port || '5432'}`
  const upstream = join(target.searchParams.get('host') ?? '', name)
  const through = new URL(url)
  through.searchParams.set('host', folder)
  const open = new Set<Socket>()
  let server: Server | null = null

  function listen(): Promise<void> {
    const listening = createServer((client) => {
      const database = connect(upstream)
      for (const socket of [client, database]) {
        open.add(socket)
        socket.on('error', () => {}).on('close', () => {
          open.delete(socket)
          client.destroy()
          database.destroy()
        })
      }
      client.pipe(database).pipe(client)
    })
    server = listening
    return new Promise((resolve) => listening.listen(join(folder, name), resolve))
  }
  async function cut(): Promise<void> {
    const closing = server
    server = null
    for (const socket of open) socket.destroy()
    if (closing !== null) await new Promise((resolve) => closing.close(resolve))
  }
  await listen()
  return {
    url: through.href,
    cut,
    restore: listen,
    async close() {
      await cut()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
