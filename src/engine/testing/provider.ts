/** A provider that exists only in memory, and job kinds that use it: what it answers, each test decides. */
import { z } from 'zod'
import { jobError } from '../errors.ts'
import type { AttemptContext, CancelAnswer, JobKind, PollAnswer, RecoverAnswer, Recovery, SubmitAnswer } from '../types.ts'

export type Answers = {
  prepare(ctx: AttemptContext): Promise<unknown>
  submit(ctx: AttemptContext): Promise<SubmitAnswer<unknown>>
  poll(ctx: AttemptContext, externalId: string): Promise<PollAnswer<unknown>>
  recover(ctx: AttemptContext): Promise<RecoverAnswer>
  cancel(ctx: AttemptContext, externalId: string): Promise<CancelAnswer>
  collect(ctx: AttemptContext): Promise<{ files: [] }>
}

/** `stops` false: a cancel is accepted, and the work goes on all the same. Accepts, is done at the first poll, cancels nothing. `posts` has one entry per POST, under the key it carried. */
export function createProvider({ stops = true } = {}) {
  const stopped = new Set<string>()
  const posts: string[] = []
  const asked: string[] = []
  const answers: Answers = {
    prepare: async () => undefined,
    submit: async (ctx) => ({ type: 'accepted', externalId: `ext-${ctx.attemptKey}`, pollInMs: 0 }),
    poll: async () => ({ type: 'done', result: 'picture' }),
    recover: async () => ({ type: 'not-yet' }),
    cancel: async () => ({ type: 'unsupported' }),
    collect: async () => ({ files: [] }),
  }

  function kind(name: string, recovery: Recovery, more: Partial<JobKind> = {}): JobKind {
    return {
      kind: name,
      input: z.object({ prompt: z.string() }),
      price: () => ({ credits: 10, version: 'v1' }),
      lane: () => `lane-${name}`,
      recovery,
      deadlineMs: 600_000,
      unknownWindowMs: 60_000,
      prepare: (ctx) => answers.prepare(ctx),
      submit: (ctx) => {
        posts.push(ctx.attemptKey)
        return answers.submit(ctx)
      },
      poll: async (ctx, externalId) => {
        asked.push(externalId)
        return stopped.has(externalId) ? { type: 'cancelled' } : await answers.poll(ctx, externalId)
      },
      recover: (ctx) => answers.recover(ctx),
      cancel: async (ctx, externalId) => {
        const answer = await answers.cancel(ctx, externalId)
        if (answer.type === 'accepted' && stops) stopped.add(externalId)
        return answer
      },
      collect: (ctx) => answers.collect(ctx),
      ...more,
    }
  }

  return {
    posts,
    asked,
    answers,
    /** never comes back before the attempt is called off */
    hang: (ctx: AttemptContext) =>
      new Promise<never>((_, reject) => {
        const off = () => reject(jobError('provider_timeout', { cause: ctx.signal.reason }))
        if (ctx.signal.aborted) off()
        else ctx.signal.addEventListener('abort', off, { once: true })
      }),
    kinds: [
      kind('remote', 'client-id'),
      kind('keyed', 'idempotency-key'),
      kind('blunt', 'none', { recover: undefined, poll: undefined, cancel: undefined }),
      kind('local', 'repeatable', { submit: (ctx) => (posts.push(ctx.attemptKey), answers.submit(ctx)) }),
    ],
  }
}

export type Provider = ReturnType<typeof createProvider>
