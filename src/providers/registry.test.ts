import { expect, test } from 'vitest'
import { checkRequest } from './limits.ts'
import type { Model, ProviderFolder } from './provider.ts'
import { createModels, type ModelsConfig } from './registry.ts'
import { localModels } from './testing/models.ts'

const model = (id: string, more: Partial<Model> = {}): Model => ({ id, kind: 'image', label: id, price: () => 3, priceVersion: 'v', limits: {}, lane: {}, deadlineMs: 1, ...more })
const folder: ProviderFolder = {
  id: 'far', label: 'Far', variables: [], models: [model('far:a'), model('far:b')],
  create: () => ({ id: 'far', label: 'Far', models: folder.models, recovery: 'none', unknownWindowMs: 1, resultTtlMs: null, progress: 'none', cancelRule: 'not-cancellable', submit: async () => ({ type: 'accepted', externalId: 'x' }) }),
}
const registry = (config: Partial<ModelsConfig> = {}, on = true) =>
  createModels({ folders: [folder], local: [], config: { providers: { far: on ? { values: {} } : { missing: ['FAR_KEY'] } }, defaults: {}, fallbacks: {}, webhooks: false, ...config } })

// SPEC: P5
test('this machine’s models are the defaults where nothing else is said', () => {
  const models = localModels()
  expect(models.defaultFor('image')?.model.id).toBe('local:picture')
  expect(models.defaultFor('model3d')?.model.id).toBe('local:relief')
  expect(models.defaultFor('speech')).toBeNull()
})

test('a provider without its key is listed as off, and cannot be a default', () => {
  const models = registry({}, false)
  expect(models.find('far:a')).toBeNull()
  expect(models.off.map(({ model: { id }, missing }) => [id, missing])).toEqual([['far:a', ['FAR_KEY']], ['far:b', ['FAR_KEY']]])
  expect(() => registry({ defaults: { image: 'far:a' } }, false)).toThrow('SAFELIGHT_MODEL_IMAGE names far:a, whose provider is off: FAR_KEY not set')
})

test('a default must make what it is the default of', () => {
  expect(() => registry({ defaults: { video: 'far:a' } })).toThrow('SAFELIGHT_MODEL_VIDEO names far:a, which makes image, not video')
  expect(() => registry({ defaults: { image: 'far:z' } })).toThrow('names far:z, which is no model')
})

// SPEC: P5
test('fallbacks are a chain that ends', () => {
  const models = registry({ fallbacks: { image: ['far:a', 'far:b'] } })
  expect(models.fallbackOf('far:a')?.model.id).toBe('far:b')
  expect(models.fallbackOf('far:b')).toBeNull()
})

test('a 3D model from a picture or from words, as the model takes it; no first frame where there can be none; no strips', () => {
  const image = { fileId: '', storageKey: '', mime: 'image/png', bytes: 1, width: 300, height: 900 }
  const ofPicture = { kind: 'model3d', image } as const
  const ofWords = (prompt: string) => ({ kind: 'model3d', image: null, prompt }) as const
  const codes = (madeFrom: 'picture' | 'prompt' | 'either', request: Parameters<typeof checkRequest>[1]) =>
    checkRequest(model('far:a', { kind: 'model3d', limits: { madeFrom, promptCharsMax: 5 } }), request).map(({ field, code }) => `${field} ${code}`)
  expect(codes('picture', ofPicture)).toEqual([])
  expect(codes('picture', ofWords('fox'))).toEqual(['image required'])
  expect(codes('prompt', ofPicture)).toEqual(['image not_one_of'])
  expect(codes('either', ofWords('an old fox'))).toEqual(['prompt prompt_too_long'])
  expect(codes('either', ofWords(' '))).toEqual(['prompt prompt_empty'])
  const video = { kind: 'video', prompt: '', seed: 1, seconds: 5, aspect: '1:1', mode: 'standard', firstFrame: image, references: [] } as Parameters<typeof checkRequest>[1]
  expect(checkRequest(model('far:a', { limits: { firstFrame: 'none' } }), video).map(({ field }) => field)).toEqual(['firstFrame'])
  expect(checkRequest(model('far:a', { limits: { imageRatioMax: 2.5 } }), video).map(({ code }) => code)).toEqual(['picture_too_long'])
})

test('what goes past a model’s limits is told with the field and the limit', () => {
  const small = model('far:a', { limits: { promptCharsMax: 5, aspects: ['1:1'], referencesMin: 1, referencesMax: 2, imageBytesMax: 10, imageSideMinPx: 128, imageSideMaxPx: 5_000, imageMimes: ['image/png'] } })
  const image = { fileId: '', storageKey: '', mime: 'image/webp', bytes: 11, width: 64, height: 6_000 }
  const problems = checkRequest(small, { kind: 'image', prompt: '五个字以内吗', seed: 1, aspect: '16:9', references: [image] })
  expect(problems.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'prompt prompt_too_long', 'references/0 not_one_of', 'references/0 file_too_large', 'references/0 picture_too_small', 'references/0 picture_too_large', 'aspect not_one_of',
  ])
  expect(problems[0]?.params).toEqual({ model: 'far:a', max: 5 })
  expect(checkRequest(small, { kind: 'image', prompt: 'a fox', seed: 1, aspect: '1:1', references: [] }).map((p) => p.code)).toEqual(['too_few'])
  expect(checkRequest(model('far:b'), { kind: 'image', prompt: 'x', seed: 1, aspect: '1:1', references: [image] }).map((p) => p.code)).toEqual(['too_many'])
})
