/** Models of other companies through the API: what there is, what is refused, how lanes rest, what an operator may settle. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Directive } from '../../simulators/lib/directive.ts'
import { modelList, type Job, type Lane, type ModelOffer, type Timeline } from './contract.ts'
import type { Problem, Task } from './testing/server.ts'
import { modelModel, otherPictureModel, pictureModel, playing, startSimulated, taken, type Simulated } from './testing/simulated.ts'

const schnell = 'replicate:black-forest-labs/flux-schnell'
const klingPictures = 'kling:kling-v2-1'

let server: Simulated
beforeAll(async () => {
  server = await startSimulated({ SAFELIGHT_MODEL_IMAGE: pictureModel, SAFELIGHT_FALLBACK_IMAGE: `${schnell},fal:fal-ai/flux-1/schnell` })
})
afterAll(() => server.stop())

type Owner = { id: string; key: string }
const chinese = { 'accept-language': 'zh-CN' }
const create = <T = Task>(owner: Owner, body: object, headers: Record<string, string> = {}) => server.ask<T>('POST', '/api/tasks', { key: owner.key, body: { prompt: 'a fox', count: 1, ...body }, headers })
const started = async (owner: Owner, model: string, directive: Partial<Directive>, count = 1): Promise<Task> => (await create(owner, { prompt: playing(directive), count, models: { image: model } })).body
const select = <T = Task>(owner: Owner, id: string, model3d: string, headers: Record<string, string> = {}) =>
  server.ask<T>('PATCH', `/api/tasks/${id}`, { key: owner.key, body: { selectedImageIndex: 0, models: { model3d } }, headers })
const until = (owner: Owner, id: string, condition: (task: Task) => boolean) => server.until(owner.key, id, condition)
const pictured = (task: Task) => task.status === 'IMAGE_COMPLETED'
const models = async (query = '', headers: Record<string, string> = {}) => (await server.ask<{ items: ModelOffer[] }>('GET', `/api/models${query}`, { headers })).body.items
const ledger = async ({ key }: Owner) => (await server.ask<{ items: { kind: string }[] }>('GET', '/api/credits/ledger', { key })).body.items.filter(({ kind }) => kind !== 'grant')
const timeline = async (owner: Owner, jobId: string) => (await server.ask<Timeline>('GET', `/api/jobs/${jobId}/timeline`, { key: owner.key })).body
const lane = async (id: string) => (await server.ask<{ items: Lane[] }>('GET', '/api/admin/lanes')).body.items.find((one) => one.id === id) as Lane
const setLane = (id: string, body: object) => server.ask('PATCH', `/api/admin/lanes/${encodeURIComponent(id)}`, { body })
/** As if its pause were over. */
const waitOut = (id: string) => server.sql('update lane set paused_until = now() where id = $1', [id])
/** Nodes look for work about once a second where nobody tells them. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 20_000, interval: 25 })
const statuses = (task: Task) => task.images.map(({ status }) => status).toSorted()

describe('models', () => {
  test('what there is: prices, limits and lanes of those that are on, and what the others lack', async () => {
    const answer = await server.ask('GET', '/api/models')
    expect(modelList.parse(answer.body)).toEqual(answer.body)
    const items = answer.body.items as ModelOffer[]
    const one = (id: string) => items.find((offer) => offer.id === id)!
    expect(one(pictureModel)).toMatchObject({
      kind: 'image', label: 'FLUX.1 dev', provider: { id: 'replicate', label: 'Replicate' }, available: true, unavailable: null, isDefault: true, prices: [{ credits: 3 }],
      limits: { aspects: ['1:1', '16:9', '9:16', '4:3', '3:4'] }, cancel: 'free-until-done', progress: 'stages', recovery: 'webhook', lane: { maxInFlight: null, perMinute: 600, paused: null, waiting: 0, inFlight: 0 },
    })
    expect(one(modelModel)).toMatchObject({ isDefault: false, prices: [{ credits: 40 }], limits: { imageSideMinPx: 128, imageSideMaxPx: 5_000, imageBytesMax: 8 * 1024 * 1024, promptCharsMax: 1_024, madeFrom: 'either' }, cancel: 'not-cancellable', recovery: 'none', lane: { maxInFlight: 3 } })
    expect(one('hunyuan3d:rapid').lane?.maxInFlight).toBe(1)
    expect(one('local:relief')).toMatchObject({ isDefault: true, cancel: 'free-until-done', recovery: 'repeatable' })
    expect(one('kling:kling-v2-6').prices).toEqual([5, 10].flatMap((seconds) => [{ seconds, mode: 'standard', credits: Math.ceil(4.2 * seconds) }, { seconds, mode: 'professional', credits: 7 * seconds }]))
    expect(one('meshy:meshy-6')).toMatchObject({ available: false, isDefault: false, unavailable: { code: 'provider_off', missing: ['MESHY_API_KEY'], message: '“meshy:meshy-6” is not available: this installation has not set MESHY_API_KEY.' }, prices: [{ credits: 60 }], lane: null, cancel: null })
    // what can be used comes first
    const on = items.map(({ available }) => available)
    expect(on).toEqual(on.toSorted((a, b) => Number(b) - Number(a)))
  })

  test('of one kind, and in the reader’s language', async () => {
    const items = await models('?kind=model3d', chinese)
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['model3d']))
    expect(items.find(({ id }) => id === 'meshy:meshy-6')?.unavailable?.message).toMatch(/[一-鿿].*MESHY_API_KEY/)
    expect(await server.ask('GET', '/api/models?kind=song')).toMatchObject({ status: 400, body: { code: 'invalid_input', fields: [{ pointer: '/query/kind' }] } })
  })
})

test('pictures by one company and a model by another: chosen in the request, paid for as listed, kept as ours', async () => {
  const owner = await server.account(100)
  const choice = { image: pictureModel, model3d: modelModel }
  const models = { image: pictureModel }
  const quote = await server.ask('POST', '/api/quotes', { key: owner.key, body: { kind: 'task', count: 2, models } })
  expect(quote.body).toMatchObject({ credits: 6, sufficient: true })
  const { body: task } = await create(owner, { count: 2, models, priceVersion: quote.body.priceVersion })
  expect(task).toMatchObject({ madeWith: { image: pictureModel, model3d: 'local:relief' }, prices: { image: 3 }, credits: { held: 6 } })
  await until(owner, task.id, pictured)
  expect((await select(owner, task.id, modelModel)).status).toBe(200)
  const done = await until(owner, task.id, ({ status }) => status === 'MODEL_COMPLETED')
  // what was chosen for the model stands from then on, and so does its price
  expect(done).toMatchObject({ madeWith: choice, prices: { image: 3, model: 40 }, credits: { held: 0, captured: 46, released: 0 }, outcomeUnknown: false, model: { imageIndex: 0, status: 'COMPLETED', previewUrl: expect.any(String) } })
  expect((await fetch(`${server.url}${done.model!.url}`, { headers: { authorization: `Bearer ${owner.key}` } }).then((answer) => answer.text())).slice(0, 4)).toBe('glTF')
  expect(server.replicate.billed().length).toBe(2)
  expect(server.hunyuan3d.billed().length).toBe(1)
  const { attempts } = await timeline(owner, done.model!.jobId)
  expect(attempts).toMatchObject([{ no: 1, lane: modelModel, externalId: server.hunyuan3d.billed()[0]!.id, outcome: 'completed' }])
  expect(await server.sql(`select distinct meta ->> 'model' as model from file where account_id = $1 and role <> 'preview' order by 1`, [owner.id])).toEqual([{ model: modelModel }, { model: pictureModel }])
})

describe('refused before anything is held', () => {
  const refusals: [string, object, object][] = [
    ['a model there is not', { models: { image: 'replicate:nobody/nothing' } }, { pointer: '/models/image', code: 'unknown_model', en: 'There is no model “replicate:nobody/nothing”.' }],
    ['a model of another kind', { models: { image: modelModel } }, { pointer: '/models/image', code: 'wrong_model_kind', en: '“hunyuan3d:pro” makes model3d, not image.' }],
    ['a provider without its key', { models: { image: pictureModel, model3d: 'meshy:meshy-6' } }, { pointer: '/models/model3d', code: 'provider_off', en: 'MESHY_API_KEY' }],
    ['a prompt that is too long for this model', { prompt: '👨‍👩‍👧‍👦'.repeat(400), models: { image: klingPictures } }, { pointer: '/prompt', code: 'prompt_too_long', en: 'at most 2500 characters' }],
  ]
  test.each(refusals)('%s', async (_, body, expected) => {
    const owner = await server.account(100)
    const { pointer, code, en } = expected as { pointer: string; code: string; en: string }
    const [english, zh] = [await create<Problem>(owner, body), await create<Problem>(owner, body, chinese)]
    expect(english).toMatchObject({ status: 400, body: { code: 'invalid_input', fields: [{ pointer, code, message: expect.stringContaining(en) }] } })
    expect(zh.body.fields).toMatchObject([{ pointer, code, message: expect.stringMatching(/[一-鿿]/) }])
    // the model, the limit or what is missing is named in every language
    for (const fact of en.match(/[A-Z_]{6,}|\d{3,}|\w+:\w+/g) ?? []) expect(zh.body.fields?.[0]?.message).toContain(fact)
    expect(await ledger(owner)).toEqual([])
  })

  test.each([
    ['100 px', modelModel, 'picture_too_small', 'at least 128 px', '128'],
    ['6000 px', modelModel, 'picture_too_large', 'at most 5000 px', '5000'],
    ['webp', 'replicate:firtoz/trellis', 'not_one_of', 'image/png, image/jpeg', 'image/png, image/jpeg'],
  ])('a picture of %s for a model that cannot take it', async (prompt, model, code, english, limit) => {
    const owner = await server.account(100)
    const { body: task } = await create(owner, { prompt, models: { image: 'local:picture' } })
    await until(owner, task.id, pictured)
    const before = await ledger(owner)
    expect(await select(owner, task.id, model)).toMatchObject({ status: 400, body: { code: 'invalid_input', fields: [{ pointer: '/selectedImageIndex', code, message: expect.stringContaining(english) }] } })
    expect((await select<Problem>(owner, task.id, model, chinese)).body.fields?.[0]?.message).toMatch(new RegExp(`[一-鿿].*${limit}`))
    expect(await ledger(owner)).toEqual(before)
    expect((await server.ask<Task>('GET', `/api/tasks/${task.id}`, { key: owner.key })).body).toMatchObject({ status: 'IMAGE_COMPLETED', models: [], credits: { held: 0 } })
  })
})

describe('lanes', () => {
  test('429: the lane rests as long as the provider says, its work waits, and no attempt is used up', async () => {
    const owner = await server.account(100)
    await setLane(otherPictureModel, { maxInFlight: 2 })
    const { id, images } = await started(owner, otherPictureModel, { tag: 'busy', post: '429', times: 1 }, 4)
    await soon(() => lane(otherPictureModel)).toMatchObject({ paused: { reason: 'provider_rate_limited', until: expect.any(String) } })
    expect((await models()).find((offer) => offer.id === otherPictureModel)?.lane?.paused?.reason).toBe('provider_rate_limited')
    const done = await until(owner, id, pictured)
    expect(statuses(done)).toEqual(Array(4).fill('COMPLETED'))
    const stories = await Promise.all(images.map(({ jobId }) => timeline(owner, jobId)))
    expect(stories.map(({ attempts }) => attempts.map(({ outcome, error }) => error?.code ?? outcome).join()).toSorted()).toEqual(['completed', 'completed', 'completed', 'provider_rate_limited,completed'])
    expect(await server.sql('select distinct attempts_max - attempts as left_over from job where id = any ($1)', [images.map(({ jobId }) => jobId)])).toEqual([{ left_over: 3 }])
    expect((await lane(otherPictureModel)).paused).toBeNull()
    expect(server.fal.books.bills.filter(({ tag }) => tag === 'busy')).toHaveLength(4)
  })

  test.each([
    ['401', 'provider_auth'],
    ['402', 'provider_quota'],
  ] as const)('%s: those who met it are refunded, the rest stays queued, and one probe at a time asks whether it is over', async (post, reason) => {
    const owner = await server.account(100)
    const tag = `refused ${post}`
    const posts = () => server.kling.books.posts.filter((one) => one.tag === tag).length
    await setLane(klingPictures, { maxInFlight: 2, paused: { reason: 'nobody works yet' } })
    const tasks = [await started(owner, klingPictures, { tag, post, times: 3 }, 4), await started(owner, klingPictures, { tag, post, times: 3 }, 4)]
    await setLane(klingPictures, { paused: null })
    await soon(() => lane(klingPictures)).toMatchObject({ paused: { reason }, waiting: 6, inFlight: 0 })
    expect(posts()).toBe(2)
    await waitOut(klingPictures)
    // the probe is turned away, too: the lane closes again, and the others have not moved
    await soon(posts).toBe(3)
    await soon(() => lane(klingPictures)).toMatchObject({ paused: { reason }, waiting: 5, inFlight: 0 })
    await waitOut(klingPictures)
    const ended = await Promise.all(tasks.map(({ id }) => until(owner, id, ({ images }) => images.every(({ status }) => status === 'COMPLETED' || status === 'FAILED'))))
    const images = ended.flatMap((task) => task.images)
    expect(images.filter(({ status }) => status === 'COMPLETED')).toHaveLength(5)
    expect(images.flatMap(({ error }) => (error ? [error.code] : []))).toEqual(Array(3).fill(reason))
    expect((await lane(klingPictures)).paused).toBeNull()
    expect(ended.reduce((sum, { credits }) => sum + credits.captured, 0)).toBe(5 * 2)
    expect(ended.reduce((sum, { credits }) => sum + credits.held, 0)).toBe(0)
  })

  test('5xx again and again: the lane closes after five; an operator who knows that nothing was taken sends them again', async () => {
    const owner = await server.account(100)
    await setLane(pictureModel, { maxInFlight: 5 })
    const task = await started(owner, pictureModel, { tag: 'down', post: '503-before', times: 5 }, 4)
    const second = await started(owner, pictureModel, { tag: 'down', post: '503-before', times: 5 }, 4)
    await soon(() => lane(pictureModel)).toMatchObject({ paused: { reason: 'provider_overloaded' }, waiting: 3, inFlight: 5 })
    const unknown = await server.sql<{ id: string }>(`select id from job where phase = 'unknown' and lane = $1`, [pictureModel])
    expect(unknown).toHaveLength(5)
    for (const { id } of unknown) expect((await server.ask('POST', `/api/admin/jobs/${id}/resolve`, { body: { notFound: true } })).status).toBe(200)
    await soon(() => lane(pictureModel)).toMatchObject({ waiting: 8, inFlight: 0 })
    expect(server.replicate.books.posts.filter(({ tag }) => tag === 'down')).toHaveLength(5)
    await waitOut(pictureModel)
    for (const { id } of [task, second]) expect(statuses(await until(owner, id, pictured))).toEqual(Array(4).fill('COMPLETED'))
    expect(server.replicate.books.bills.filter(({ tag }) => tag === 'down')).toHaveLength(8)
    await setLane(pictureModel, { maxInFlight: null })
  })
})

describe('an outcome that is unknown', () => {
  const resolve = (jobId: string, body: object, key?: string) => server.ask<Job>('POST', `/api/admin/jobs/${jobId}/resolve`, { body, ...(key && { key }) })
  async function lost(tag: string, post: Directive['post'] = 'lost'): Promise<{ owner: Owner; task: Task; jobId: string }> {
    const owner = await server.account(10)
    const { id } = await started(owner, otherPictureModel, { tag, post, ...(post === 'lost' && { hook: 'dropped' }), times: 1 })
    const task = await until(owner, id, ({ outcomeUnknown }) => outcomeUnknown)
    return { owner, task, jobId: task.images[0]!.jobId }
  }

  test('is said in plain words, keeps the hold, and is settled once by who knows the provider’s id', async () => {
    const { owner, task, jobId } = await lost('lost and found')
    expect(task).toMatchObject({ status: 'IMAGE_GENERATING', progressMessage: 'Checking with the provider; you will not be charged twice', credits: { held: 3, captured: 0 }, error: null })
    const zh = await server.ask<Task>('GET', `/api/tasks/${task.id}`, { key: owner.key, headers: chinese })
    expect(zh.body.progressMessage).toBe('正在与服务商核实结果，不会重复扣费')
    expect((await timeline(owner, jobId)).items.find(({ type }) => type === 'unknown')?.message).toContain('you will not be charged twice')

    expect((await resolve(jobId, { found: 'x' }, owner.key)).status).toBe(403)
    expect((await resolve('01900000-0000-7000-8000-000000000000', { notFound: true })).status).toBe(404)
    expect((await resolve(jobId, { found: ' ' })).status).toBe(400)
    const work = await taken(server.fal, 'lost and found')
    expect(await resolve(jobId, { found: work.id })).toMatchObject({ status: 200, body: { jobId } })
    const done = await until(owner, task.id, pictured)
    expect(done).toMatchObject({ outcomeUnknown: false, credits: { held: 0, captured: 3 } })
    expect(server.fal.books.posts.filter(({ tag }) => tag === 'lost and found')).toHaveLength(1)
    // settled meanwhile
    for (const answer of [{ found: work.id }, { notFound: true }]) expect(await resolve(jobId, answer)).toMatchObject({ status: 409, body: { code: 'illegal_event' } })
  })

  test('is asked anew where the provider surely never had it', async () => {
    const { owner, task, jobId } = await lost('never there', '503-before')
    expect((await resolve(jobId, { notFound: true })).status).toBe(200)
    const done = await until(owner, task.id, pictured)
    expect(done).toMatchObject({ outcomeUnknown: false, credits: { held: 0, captured: 3 } })
    expect((await timeline(owner, jobId)).attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'completed'])
  })
})

test('what one model surely did not take goes to the next, at the price that was held, and the story says so', async () => {
  const owner = await server.account(10)
  server.replicate.defaults.post = '401'
  try {
    const { body: task } = await create(owner, { models: { image: schnell } })
    const done = await until(owner, task.id, pictured)
    expect(done).toMatchObject({ credits: { held: 0, captured: 1 }, madeWith: { image: schnell } })
    const story = await timeline(owner, done.images[0]!.jobId)
    expect(story.attempts).toMatchObject([{ no: 1, lane: schnell, outcome: 'retried', error: { code: 'provider_auth' } }, { no: 2, lane: 'fal:fal-ai/flux-1/schnell', outcome: 'completed' }])
    expect(story.items.find(({ type }) => type === 'fallback')).toMatchObject({ attempt: 2, message: `“${schnell}” did not take the work; it goes to “fal:fal-ai/flux-1/schnell” at the price that was held` })
    expect(await server.sql(`select meta ->> 'model' as model from file where job_id = $1 and role = 'image'`, [done.images[0]!.jobId])).toEqual([{ model: 'fal:fal-ai/flux-1/schnell' }])
    expect((await lane(schnell)).paused?.reason).toBe('provider_auth')
  } finally {
    server.replicate.defaults.post = 'ok'
    await setLane(schnell, { paused: null })
  }
})
