/** Kinds of work, one per strength of recovery, all talking to the fake provider. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { jobError } from '../src/engine/errors.ts'
import { newId } from '../src/engine/ids.ts'
import type { AttemptContext, Collected, JobKind, Recovery, SubmitAnswer } from '../src/engine/types.ts'
import type { PostRequest } from './provider.ts'
import { kindNames, type KindName, type Work } from './plan.ts'

export type KindOptions = { providerUrl: string; filesDir: string; leaseMs: number }

/** What a job may need, from its first claim, besides queueing for it. */
export const deadlineMs = (leaseMs: number) => leaseMs * 20
export const unknownWindowMs = (leaseMs: number) => leaseMs * 3

type Result = { taskId: string } | { bytes: string }
type Reply = { id: string; state: 'running' | 'done' | 'failed' | 'cancelled'; progress: number; retryAfterMs: number; bytes: string }

const recoveries: Record<KindName, Recovery> = {
  'chaos.client-id': 'client-id', 'chaos.keyed': 'idempotency-key', 'chaos.sync': 'none', 'chaos.blind': 'none', 'chaos.local': 'repeatable',
}
const paths: Record<KindName, string> = {
  'chaos.client-id': 'tasks', 'chaos.keyed': 'keyed', 'chaos.sync': 'sync', 'chaos.blind': 'tasks', 'chaos.local': '',
}

/** All kinds; submission and work use the same ones. */
export function createKinds({ providerUrl, filesDir, leaseMs }: KindOptions): JobKind<Work, void, Result>[] {
  mkdirSync(filesDir, { recursive: true })

  async function call(ctx: AttemptContext<Work>, path: string, init: RequestInit = {}): Promise<{ status: number; reply: Reply }> {
    const response = await fetch(`${providerUrl}/${path}`, { ...init, redirect: 'error', signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(leaseMs * 4)]) })
    return { status: response.status, reply: (await response.json()) as Reply }
  }

  async function post(ctx: AttemptContext<Work>): Promise<SubmitAnswer<Result>> {
    const request: PostRequest = { key: ctx.attemptKey, jobId: ctx.jobId, attempt: ctx.attempt, work: ctx.input }
    const { status, reply } = await call(ctx, paths[ctx.input.kind], { method: 'POST', body: JSON.stringify(request) })
    if (status === 429) throw jobError('provider_rate_limited', { acceptance: 'surely-not', retryAfterMs: reply.retryAfterMs })
    if (status >= 500) throw jobError('provider_overloaded')
    if (status >= 400) throw jobError('content_rejected', { acceptance: 'surely-not' })
    if (ctx.input.kind !== 'chaos.sync') return { type: 'accepted', externalId: reply.id, pollInMs: 300 }
    // a synchronous provider that says "failed" did the work for nothing, and says so
    if (reply.state !== 'done') throw jobError('provider_failed', { acceptance: 'surely-not' })
    return { type: 'done', result: { taskId: reply.id } }
  }

  /** Work of our own: repeating it costs nothing. */
  async function render(ctx: AttemptContext<Work>): Promise<SubmitAnswer<Result>> {
    const steps = Math.max(2, Math.ceil(ctx.input.workMs / 50))
    for (let step = 1; step <= steps; step++) {
      await delay(50, undefined, { signal: ctx.signal })
      ctx.progress((100 * step) / steps)
    }
    if (ctx.input.end === 'failed') throw jobError('provider_failed')
    return { type: 'done', result: { bytes: `rendered for ${ctx.jobId}` } }
  }

  const make = (kind: KindName): JobKind<Work, void, Result> => ({
    kind,
    input: z.custom<Work>((value) => (value as Work | null)?.kind === kind),
    price: (input) => ({ credits: input.price, version: 'chaos-1' }),
    lane: () => kind,
    recovery: recoveries[kind],
    deadlineMs: deadlineMs(leaseMs),
    unknownWindowMs: unknownWindowMs(leaseMs),
    attemptsMax: 6,
    async prepare(ctx) {
      if (ctx.input.prepareMs) await delay(ctx.input.prepareMs, undefined, { signal: ctx.signal })
      if (ctx.attempt <= ctx.input.prepareFaults) throw jobError('provider_overloaded')
    },
    submit: kind === 'chaos.local' ? render : post,
    ...(kind !== 'chaos.local' && {
      async poll(ctx, externalId) {
        const { status, reply } = await call(ctx, `tasks/${externalId}`)
        if (status >= 500) throw jobError('provider_overloaded')
        switch (reply.state) {
          case 'done':
            return { type: 'done', result: { taskId: externalId } }
          case 'failed':
            return { type: 'failed', failure: { code: 'provider_failed' } }
          case 'cancelled':
            return { type: 'cancelled' }
          case 'running':
            return { type: 'running', progress: reply.progress, pollInMs: 400 }
        }
      },
      async cancel(ctx, externalId) {
        const { status } = await call(ctx, `tasks/${externalId}/cancel`, { method: 'POST' })
        return { type: status === 200 ? 'accepted' : 'too-late' }
      },
    }),
    ...((kind === 'chaos.client-id' || kind === 'chaos.keyed') && {
      async recover(ctx) {
        const { status, reply } = await call(ctx, `keys/${ctx.attemptKey}`)
        if (status === 200) return { type: 'found', externalId: reply.id }
        if (status === 404) return { type: 'not-found' }
        return { type: 'not-yet' }
      },
    }),
    async collect(ctx, result): Promise<Collected> {
      if (ctx.input.collectMs) await delay(ctx.input.collectMs, undefined, { signal: ctx.signal })
      let bytes: string
      if ('bytes' in result) bytes = result.bytes
      else {
        const { status, reply } = await call(ctx, `results/${result.taskId}`)
        if (status !== 200) throw jobError('storage_failed')
        bytes = reply.bytes
      }
      const storageKey = `${ctx.jobId}.txt`
      writeFileSync(join(filesDir, storageKey), bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { files: [{ id: newId(), role: 'result', mime: 'text/plain', bytes: bytes.length, sha256, storageKey }] }
    },
  })
  return kindNames.map(make)
}
