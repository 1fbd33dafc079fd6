import { z } from 'zod'
import type { App, Deps } from '../app.ts'
import { who } from '../app.ts'
import { demoAccount } from '../bootstrap.ts'
import { me, session } from '../contract.ts'
import type { Me } from '../contract.ts'
import type { AccountRow } from '../accounts.ts'
import { isLocalRequest, isSameOrigin } from '../origin.ts'
import { problems } from '../problems.ts'
import { sendFresh } from '../reading.ts'

const presentMe = ({ id, name, role, demo, available, held }: AccountRow): Me => ({ accountId: id, name, role, demo, credits: { available, held } })

/** Guessing is slow, people are not bothered: a key has 256 bits. */
const signInLimit = { rateLimit: { max: 300, timeWindow: 60_000, keyGenerator: (request: { ip: string }) => request.ip } }

export function sessionRoutes(app: App, { auth, accounts, engine, config }: Deps): void {
  /** A cookie is set by the answer, so a foreign page must not be able to sign anybody in. */
  const ownPageOnly = (request: { headers: import('node:http').IncomingHttpHeaders }) => {
    if (!isSameOrigin(request.headers, config.publicUrl)) throw problems.forbidden()
  }

  app.get('/api/session', { config: { access: 'anyone' }, schema: { tags: ['session'], summary: 'Who am I, if anybody', response: { 200: session } } }, async (request, reply) =>
    sendFresh(request, reply, { me: request.principal === null ? null : presentMe(request.principal.account), demoAvailable: isLocalRequest(request.raw) }),
  )

  app.post(
    '/api/session',
    { config: { access: 'anyone', ...signInLimit }, schema: { tags: ['session'], summary: 'Sign in with an API key; sets a cookie', body: z.strictObject({ apiKey: z.string().min(1).max(512) }), response: { 200: me } } },
    async (request, reply) => {
      ownPageOnly(request)
      const account = await accounts.byKey(request.body.apiKey)
      if (account === null) throw problems.unauthorized()
      await auth.signIn(reply, account.id)
      return presentMe(account)
    },
  )

  app.post(
    '/api/session/demo',
    { config: { access: 'anyone', ...signInLimit }, schema: { tags: ['session'], summary: 'Sign in to the demo account; only from this machine', body: z.strictObject({}).nullish(), response: { 200: me } } },
    async (request, reply) => {
      ownPageOnly(request)
      if (!isLocalRequest(request.raw)) throw problems.forbidden()
      const account = await demoAccount(engine, accounts)
      await auth.signIn(reply, account.id)
      return presentMe(account)
    },
  )

  app.delete('/api/session', { config: { access: 'anyone' }, schema: { tags: ['session'], summary: 'Sign out', response: { 204: z.null() } } }, async (request, reply) => {
    await auth.signOut(request, reply)
    return reply.code(204).send(null)
  })

  app.get('/api/me', { schema: { tags: ['session'], summary: 'The account that asks', response: { 200: me } } }, async (request, reply) =>
    sendFresh(request, reply, presentMe(who(request).account)),
  )
}
