/**
 * The job kind behind everything an AI model makes. A studio says what its kind is called, which kind of model it uses and
 * what it wants to remember beside the request; price, lane, recovery, calls and collecting come from the model.
 */
import { z } from 'zod'
import { jobError } from '../engine/errors.ts'
import type { AttemptContext, Collected, JobKind } from '../engine/types.ts'
import type { Storage } from '../media/storage.ts'
import type { MovingPictures } from '../media/video/moving.ts'
import type { Callbacks } from '../providers/callbacks.ts'
import { collectResult } from '../providers/collect.ts'
import type { Pace } from '../providers/pace.ts'
import { abilitiesOf, type ModelKind, type ModelRequest, type Provider, type ProviderCall, type ProviderResult, type RequestOf } from '../providers/provider.ts'
import type { Models, Offer } from '../providers/registry.ts'
import { requestSchemas } from '../providers/requests.ts'

/** Input of a generation: the model that was chosen and paid for, the request, and what the studio remembers beside it. */
export type GenerationInput<K extends ModelKind = ModelKind, Facts = unknown> = Facts & { model: string; request: RequestOf<K> }

export type GenerationDeps = {
  models: Models
  storage: Storage
  callbacks: Callbacks
  pace: Pace
  /** posters and previews of videos */
  moving: MovingPictures
  allowPrivateHosts: readonly string[]
}

export type GenerationOptions<K extends ModelKind, Facts extends z.ZodObject> = {
  kind: string
  medium: K
  /** what the studio remembers beside the request; copied into each file's facts */
  facts: Facts
  attemptsMax?: number
  /** changes what was collected before it is kept: a watermark beside the clean original */
  finish?(ctx: AttemptContext<GenerationInput<K, z.infer<Facts>>>, collected: Collected): Promise<Collected>
}

const unknownWindowMsByDefault = 10 * 60_000
const switchedOffPollMs = 30_000
/** an unknown outcome is asked about at least as often: its window ends, and people wait */
const recoverEveryMsMax = 60_000

const abilities = ({ provider, model }: Offer) => abilitiesOf(provider, model)

/** Makes the kind. Every node needs the same models, or work waits for one that has them. */
export function generationKind<K extends ModelKind, Facts extends z.ZodObject>(
  { models, storage, callbacks, pace, moving, allowPrivateHosts }: GenerationDeps,
  { kind, medium, facts, attemptsMax = 4, finish }: GenerationOptions<K, Facts>,
): JobKind<GenerationInput<K, z.infer<Facts>>, unknown, ProviderResult> {
  type Input = GenerationInput<K, z.infer<Facts>>
  type Context = AttemptContext<Input>

  const chosen = (input: Input): Offer => offer(input.model)
  function offer(id: string): Offer {
    const found = models.find(id)
    // switched off since it was asked for
    if (found === null) throw jobError('model_unavailable', { params: { model: id }, acceptance: 'surely-not' })
    return found
  }

  /** The call for this attempt: its lane names the model, which a fallback may have changed. */
  function callFor(ctx: Context): { provider: Provider; call: ProviderCall } {
    const { provider, model } = offer(ctx.lane)
    const call: ProviderCall = {
      jobId: ctx.jobId,
      attempt: ctx.attempt,
      attemptKey: ctx.attemptKey,
      postedMsAgo: ctx.postedMsAgo,
      signal: ctx.signal,
      progress: (percent, message) => ctx.progress(percent, message),
      get log() {
        return ctx.log
      },
      model,
      request: ctx.input.request as ModelRequest,
      webhookUrl: provider.verify ? callbacks.urlFor(provider.id, ctx.attemptKey) : null,
      read: (image) =>
        storage.read(image.storageKey).catch((cause: unknown) => {
          throw jobError('storage_failed', { acceptance: 'surely-not', cause })
        }),
      heard: () => callbacks.heard(provider.id, ctx.attemptKey),
    }
    return { provider, call }
  }

  return {
    kind,
    input: z.object({ model: z.string(), request: requestSchemas[medium] }).and(facts) as unknown as z.ZodType<Input>,
    price(input) {
      const { model } = chosen(input)
      return { credits: model.price(input.request), version: model.priceVersion }
    },
    lane: (input) => chosen(input).model.id,
    recovery: (input) => abilities(chosen(input)).recovery,
    deadlineMs: (input) => chosen(input).model.deadlineMs,
    unknownWindowMs(lane) {
      const found = models.find(lane)
      return found === null ? unknownWindowMsByDefault : abilities(found).unknownWindowMs
    },
    concurrency: (input) => chosen(input).model.lane.perNode,
    attemptsMax,
    fallback(_input, lane) {
      const next = models.fallbackOf(lane)
      return next && { lane: next.model.id, recovery: abilities(next).recovery }
    },
    async prepare(ctx) {
      const { provider, call } = callFor(ctx)
      return await provider.prepare?.(call)
    },
    async submit(ctx, prepared) {
      const { provider, call } = callFor(ctx)
      const answer = await provider.submit(call, prepared)
      if (answer.type === 'done' || answer.pollInMs !== undefined) return answer
      return { ...answer, pollInMs: await pace.nextInMs(provider, { webhook: call.webhookUrl !== null, first: true }) }
    },
    async poll(ctx, externalId) {
      // its provider was switched off while it works for us: it may be on again before the work's time is over
      if (models.find(ctx.lane) === null) return { type: 'running', pollInMs: switchedOffPollMs }
      const { provider, call } = callFor(ctx)
      // answers at once and was never parked; or a provider that has forgotten how
      if (!provider.ask) return { type: 'failed', failure: { code: 'outcome_unknown' } }
      const answer = await provider.ask(call, externalId)
      if (answer.type !== 'running' || answer.pollInMs !== undefined) return answer
      return { ...answer, pollInMs: await pace.nextInMs(provider, { webhook: call.webhookUrl !== null, first: false }) }
    },
    async recover(ctx) {
      const { provider, call } = callFor(ctx)
      const answer = (await provider.recover?.(call)) ?? { type: 'not-yet' as const }
      if (answer.type !== 'not-yet') return answer
      // looking for what was lost costs the provider as polls do
      return { ...answer, askInMs: Math.min(recoverEveryMsMax, await pace.nextInMs({ id: provider.id, poll: { perSecond: provider.poll?.perSecond ?? 1, everyMs: 0 } }, { webhook: false, first: false })) }
    },
    async cancel(ctx, externalId) {
      const { provider, call } = callFor(ctx)
      return (await provider.cancel?.(call, externalId)) ?? { type: 'unsupported' }
    },
    async collect(ctx, result) {
      const { model, request: _request, ...remembered } = ctx.input as GenerationInput<K, Record<string, unknown>>
      const collected = await collectResult({ storage, moving, allowPrivateHosts, job: ctx, medium, result, facts: { ...remembered, model: ctx.lane === model ? model : ctx.lane } })
      return finish ? await finish(ctx, collected) : collected
    },
  }
}
