/** Where a simulated provider may call back to. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { IncomingWebhook } from '../provider.ts'

/** `next` resolves with the next webhook, in order, also with one that came before it was asked for. */
export async function listen(): Promise<{ url: string; next(): Promise<IncomingWebhook>; stop(): Promise<void> }> {
  const came: IncomingWebhook[] = []
  const waiting: ((webhook: IncomingWebhook) => void)[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      response.end()
      const webhook: IncomingWebhook = { headers: request.headers as Record<string, string>, body: Buffer.concat(parts), attemptKey: (request.url ?? '').slice(1), nowMs: Date.now() }
      const taker = waiting.shift()
      if (taker) taker(webhook)
      else came.push(webhook)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: () => (came.length > 0 ? Promise.resolve(came.shift()!) : new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
