/**
 * Stands between our processes and PostgreSQL, to lose answers: a statement gets through and commits, and whoever sent
 * it sees only a broken connection.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { CutVerb } from './plan.ts'

export type Cut = { verb: CutVerb; answer: 'arrived' | 'on-its-way' }
export type Proxy = {
  /** the same database, through the proxy */
  url: string
  /** loses the answer to the next statement of this verb, whoever sends it */
  cut(cut: Cut): void
  /** answers lost so far, by verb */
  lost: Record<string, number>
  stop(): Promise<void>
}

/** Starts a proxy to the PostgreSQL of `target` (a Unix socket or TCP). */
export async function startProxy(target: string): Promise<Proxy> {
  const { pathname, username, hostname, port, searchParams } = new URL(target)
  const folder = searchParams.get('host')
  const open = new Set<Socket>()
  const lost: Record<string, number> = {}
  let cuts: Cut[] = []

  const server = createServer((client) => {
    const upstream = folder ? connect(`${folder}/.s.PGSQL.${port || 5432}`) : connect(Number(port || 5432), hostname)
    let doomed: Cut | undefined
    const both = [client, upstream]
    const end = () => {
      for (const socket of both) socket.destroy()
    }
    for (const socket of both) {
      open.add(socket)
      socket.setNoDelay?.(true)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', (chunk: Buffer) => {
      // a Bind message names its statement after an empty portal name
      const cut = cuts.find(({ verb }) => chunk.includes(`\0${verb}_`, 0, 'latin1'))
      if (cut) {
        cuts = cuts.filter((other) => other !== cut)
        lost[cut.verb] = (lost[cut.verb] ?? 0) + 1
        if (cut.answer === 'on-its-way') return void upstream.write(chunk, end)
        doomed = cut
      }
      if (!upstream.write(chunk)) client.pause()
    })
    upstream.on('drain', () => client.resume())
    upstream.on('data', (chunk: Buffer) => {
      if (doomed) return end()
      if (!client.write(chunk)) upstream.pause()
    })
    client.on('drain', () => upstream.resume())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `postgresql://${username}@127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    cut: (cut) => void cuts.push(cut),
    lost,
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
