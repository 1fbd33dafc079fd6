/**
 * Models behind an OpenAI-compatible API. Which ones there are is the gateway's matter, so their names and prices are
 * settings; the defaults are OpenAI's. Where the figures come from is in docs/providers/openai.md.
 */
import type { Aspect, ImageRequest, Model, SpeechRequest, VideoRequest } from '../provider.ts'

const minuteMs = 60_000
/** Answers come when the work is done: each holds a connection, and a place on its node. */
const lane = { perNode: 20 }
const pictures = { imageMimes: ['image/png', 'image/jpeg', 'image/webp'], imageBytesMax: 20_000_000 }

/** GPT Image 2 and later take any size in steps of 16; what came before, and other makers' models, these three. */
const anySize: Record<Aspect, string> = { '1:1': '1024x1024', '16:9': '1536x864', '9:16': '864x1536', '4:3': '1280x960', '3:4': '960x1280' }
const threeSizes: Record<Aspect, string> = { '1:1': '1024x1024', '16:9': '1536x1024', '9:16': '1024x1536', '4:3': '1536x1024', '3:4': '1024x1536' }

/** `WIDTHxHEIGHT` of a picture. */
export const sizeOf = (name: string, aspect: Aspect): string => (/^gpt-image-(?:[2-9]|\d\d)/.test(name) ? anySize : threeSizes)[aspect]
/** GPT Image models have settings that others refuse. */
export const isGptImage = (name: string): boolean => /^(?:gpt-image|chatgpt-image)/.test(name)
/** `WIDTHxHEIGHT` of a video. */
export const videoSizes: Partial<Record<Aspect, string>> = { '16:9': '1280x720', '9:16': '720x1280' }

/** Settings of models, by their variables. */
export type ModelSettings = Readonly<Record<string, string | undefined>>

/** @throws Error in words for the operator */
function credits(settings: ModelSettings, variable: string): number {
  const value = settings[variable] ?? ''
  if (!/^\d{1,6}$/.test(value) || Number(value) < 1) throw new Error(`${variable} must be a whole number from 1 to 999999, not "${value}"`)
  return Number(value)
}

/** The models of an installation; each knows its name at the gateway as the part after the colon. */
export function openaiModels(settings: ModelSettings): readonly Model<any>[] {
  const perImage = credits(settings, 'OPENAI_IMAGE_CREDITS')
  const perThousandBytes = credits(settings, 'OPENAI_SPEECH_CREDITS')
  const perText = credits(settings, 'OPENAI_TEXT_CREDITS')
  const perSecond = credits(settings, 'OPENAI_VIDEO_CREDITS')
  const priceVersion = `openai-2026-10-${perImage}-${perThousandBytes}-${perText}-${perSecond}`
  const id = (name: string) => `openai:${name}`

  const image: Model<'image'> = {
    id: id(settings.OPENAI_IMAGE_MODEL!),
    kind: 'image',
    label: settings.OPENAI_IMAGE_MODEL!,
    // references are paid for as input, about a tenth of a picture each
    price: ({ references }: ImageRequest) => perImage + Math.ceil((references.length * perImage) / 10),
    priceVersion,
    limits: { promptCharsMax: 32_000, referencesMax: 16, ...pictures },
    lane,
    deadlineMs: 10 * minuteMs,
  }
  const speech: Model<'speech'> = {
    id: id(settings.OPENAI_SPEECH_MODEL!),
    kind: 'speech',
    label: settings.OPENAI_SPEECH_MODEL!,
    // by bytes: a Chinese character has three, and takes about three times as long to say as a letter
    price: ({ text }: SpeechRequest) => Math.max(1, Math.ceil((Buffer.byteLength(text) * perThousandBytes) / 1_000)),
    priceVersion,
    limits: { promptCharsMax: 4_096 },
    lane,
    deadlineMs: 10 * minuteMs,
  }
  const text: Model<'text'> = { id: id(settings.OPENAI_TEXT_MODEL!), kind: 'text', label: settings.OPENAI_TEXT_MODEL!, price: () => perText, priceVersion, limits: {}, lane, deadlineMs: 10 * minuteMs }
  const videoName = settings.OPENAI_VIDEO_MODEL
  const video: Model<'video'> | undefined = videoName === undefined || videoName === '' ? undefined : {
    id: id(videoName),
    kind: 'video',
    label: videoName,
    price: ({ seconds }: VideoRequest) => perSecond * seconds,
    priceVersion,
    limits: { promptCharsMax: 32_000, seconds: [4, 8, 12], aspects: ['16:9', '9:16'], ...pictures },
    lane: {},
    deadlineMs: 30 * minuteMs,
    abilities: { recovery: 'list-scan', unknownWindowMs: 15 * minuteMs, resultTtlMs: 60 * minuteMs, progress: 'percent' },
  }
  const models = [image, speech, text, ...(video ? [video] : [])]
  const twice = models.find((model, i) => models.findIndex((other) => other.id === model.id) !== i)
  if (twice) throw new Error(`OPENAI_*_MODEL: ${twice.label} cannot be the model for two kinds of work`)
  return models
}

/** The name a gateway knows a model by. */
export const nameOf = (model: Pick<Model, 'id'>): string => model.id.slice(model.id.indexOf(':') + 1)
