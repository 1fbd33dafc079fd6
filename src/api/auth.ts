/** The one seam through which a request becomes an account. What stands behind it may change; its answer does not. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Accounts, AccountRow } from './accounts.ts'
import { sessionDays } from './accounts.ts'
import { isSameOrigin } from './origin.ts'
import { problems } from './problems.ts'

export type Principal = {
  accountId: string
  /** null until accounts have several users */
  userId: string | null
  role: 'user' | 'admin'
  scopes: string[]
  /** how it was proven */
  by: 'key' | 'session' | 'ticket'
  account: AccountRow
  /** asks again whether it still holds: for connections that live long */
  stillHolds(): Promise<boolean>
}

export type Auth = {
  /** null without credentials; throws 401 for wrong ones, 403 for a forged cross-site request */
  authenticate(request: FastifyRequest): Promise<Principal | null>
  /** sets the session cookie */
  signIn(reply: FastifyReply, accountId: string): Promise<void>
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

export const sessionCookie = 'safelight_session'
const allScopes = ['*']
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function createAuth({ accounts, config }: { accounts: Accounts; config: Pick<Config, 'publicUrl'> }): Auth {
  const guard = createFailureGuard({ failuresMax: 600, windowMs: 60_000 })
  const secure = config.publicUrl?.startsWith('https:') ?? false
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const

  const principal = (account: AccountRow, by: Principal['by'], stillHolds: () => Promise<boolean>): Principal => ({
    accountId: account.id, userId: null, role: account.role, scopes: allScopes, by, account, stillHolds,
  })

  return {
    async authenticate(request) {
      const header = request.headers.authorization
      if (header !== undefined) {
        guard.check(request.ip)
        const secret = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header)?.[1]
        const account = secret === undefined ? null : await accounts.byKey(secret)
        if (secret === undefined || account === null) {
          guard.failed(request.ip)
          throw problems.unauthorized()
        }
        if (!account.used_recently) accounts.keyUsed(account.key_id).catch(() => {})
        return principal(account, 'key', async () => (await accounts.byKey(secret)) !== null)
      }
      const cookie = request.cookies[sessionCookie]
      if (cookie === undefined || cookie.length > 512) return null
      if (!safeMethods.has(request.method) && !isSameOrigin(request.headers, config.publicUrl)) throw problems.forbidden()
      const account = await accounts.bySession(cookie)
      return account === null ? null : principal(account, 'session', async () => (await accounts.bySession(cookie)) !== null)
    },
    async signIn(reply, accountId) {
      const secret = await accounts.createSession(accountId)
      reply.setCookie(sessionCookie, secret, { ...cookieOptions, maxAge: sessionDays * 86_400 })
    },
    async signOut(request, reply) {
      const cookie = request.cookies[sessionCookie]
      if (cookie !== undefined) await accounts.endSession(cookie)
      reply.clearCookie(sessionCookie, cookieOptions)
    },
  }
}

const watchedMax = 10_000

/** Slows down guessing: so many wrong keys from one address, then it must wait. In memory, for it may be forgotten. */
function createFailureGuard({ failuresMax, windowMs }: { failuresMax: number; windowMs: number }) {
  const failures = new Map<string, { count: number; until: number }>()
  return {
    check(address: string): void {
      const entry = failures.get(address)
      if (entry === undefined) return
      const leftMs = entry.until - performance.now()
      if (leftMs <= 0) failures.delete(address)
      else if (entry.count >= failuresMax) throw problems.rateLimited(Math.ceil(leftMs / 1000))
    },
    failed(address: string): void {
      const entry = failures.get(address)
      if (entry !== undefined) entry.count++
      else {
        if (failures.size >= watchedMax) failures.delete(failures.keys().next().value as string)
        failures.set(address, { count: 1, until: performance.now() + windowMs })
      }
    },
  }
}
