import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { task as taskShape, timeline as timelineShape } from './contract.ts'
import { testRenderer, type Call } from './testing/renderer.ts'
import { startTestServer, type Problem, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
const renderer = testRenderer()
beforeAll(async () => {
  server = await startTestServer({ studio: renderer })
})
afterAll(() => server.stop())
afterEach(() => {
  renderer.behave = null
})

const create = (key: string, body: object = {}, headers: Record<string, string> = {}) => server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'a fox', seed: 10, ...body }, headers })
const select = (key: string, id: string, selectedImageIndex: number, headers: Record<string, string> = {}) => server.ask<Task>('PATCH', `/api/tasks/${id}`, { key, body: { selectedImageIndex }, headers })
const retry = (key: string, id: string, body: object = {}, headers: Record<string, string> = {}) => server.ask<Task>('POST', `/api/tasks/${id}/retry`, { key, body, headers })
const cancel = (key: string, id: string) => server.ask<Task>('POST', `/api/tasks/${id}/cancel`, { key, body: {} })
const credits = async (key: string) => (await server.ask('GET', '/api/credits', { key })).body
const is = (status: Task['status']) => (task: Task) => task.status === status

async function pictured(key: string, body: object = {}): Promise<Task> {
  const { body: task } = await create(key, body)
  return await server.until(key, task.id, is('IMAGE_COMPLETED'))
}
/** The next call of that kind, whenever it comes. */
const next = (kind: Call['kind']) => {
  const n = renderer.calls.filter((call) => call.kind === kind).length + 1
  return () => renderer.called(kind, n)
}
/** Calls that wait for the test, by the picture's seed. */
function hold() {
  const held = new Map<number, Call>()
  renderer.behave = (call) => held.set(call.request?.seed ?? -1, call)
  return held
}

describe('the whole life', () => {
  // SPEC: S1.1 S1.2 S1.3
  test('four pictures, one chosen, a model; every word as the workspace shows it', async () => {
    const { key } = await server.account(100)
    const held = hold()
    const calls = renderer.calls.filter((call) => call.kind === 'picture').length
    const created = await create(key, {}, { 'accept-language': 'zh-CN' })
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`/api/tasks/${created.body.id}`)
    expect(taskShape.parse(created.body)).toEqual(created.body)
    expect(created.body).toMatchObject({
      status: 'IMAGE_PENDING', progress: 0, progressMessage: '任务队列中，等待处理', selectedImageIndex: null, model: null, models: [], error: null,
      credits: { held: 20, captured: 0, released: 0 }, can: ['cancel'], prices: { image: 5, model: 20 }, seed: 10, count: 4,
    })
    expect(created.body.images).toHaveLength(4)
    const { id } = created.body
    const chinese = async () => (await server.ask<Task>('GET', `/api/tasks/${id}`, { key, headers: { 'accept-language': 'zh' } })).body

    await renderer.called('picture', calls + 4)
    expect(held.size).toBe(4)
    held.get(10)?.finish()
    held.get(12)?.finish()
    await server.until(key, id, (task) => task.images.filter((image) => image.status === 'COMPLETED').length === 2)
    const half = await chinese()
    expect(half).toMatchObject({ status: 'IMAGE_GENERATING', progressMessage: '正在生成 2/4 张图片', credits: { held: 10, captured: 10, released: 0 }, can: ['cancel'] })
    expect(half.images.map((image) => image.url !== null)).toEqual([true, false, true, false])
    expect(half.images[0]?.placeholder).toMatch(/^data:image/)
    held.get(11)?.finish()
    held.get(13)?.finish()
    const done = await server.until(key, id, is('IMAGE_COMPLETED'))
    expect(done).toMatchObject({ progress: 100, can: ['selectImage'], credits: { held: 0, captured: 20, released: 0 } })
    expect(done.images.map((image) => image.seed)).toEqual([10, 11, 12, 13])

    const reliefs = renderer.calls.filter((call) => call.kind === 'relief').length
    renderer.behave = null
    const gate = hold()
    const selected = await select(key, id, 2)
    expect(selected.status).toBe(200)
    expect(['MODEL_PENDING', 'MODEL_GENERATING']).toContain(selected.body.status)
    expect(selected.body).toMatchObject({ selectedImageIndex: 2, credits: { held: 20, captured: 20, released: 0 }, can: ['cancel'] })
    const call = await renderer.called('relief', reliefs + 1)
    await server.until(key, id, is('MODEL_GENERATING'))
    expect((await chinese()).progressMessage).toBe('等待处理 0%')
    call.watch.progress?.(50, 'half')
    await server.until(key, id, (task) => task.progress === 50)
    expect((await chinese()).progressMessage).toBe('生成中 50%')
    gate.get(-1)?.finish()
    const final = await server.until(key, id, is('MODEL_COMPLETED'))
    expect(final).toMatchObject({ progress: 100, can: ['selectImage'], credits: { held: 0, captured: 40, released: 0 }, eta: null, outcomeUnknown: false })
    expect(taskShape.parse(final)).toEqual(final)
    expect(final.model).toMatchObject({ imageIndex: 2, status: 'COMPLETED', url: expect.stringMatching(/^\/api\/files\//), previewUrl: expect.any(String) })
    expect((await server.ask('GET', final.model?.url ?? '', { key })).text).toBe('relief of picture 12 of a fox')
    expect(await credits(key)).toEqual({ available: 60, held: 0 })

    const story = (await server.ask('GET', `/api/jobs/${final.model?.jobId}/timeline`, { key })).body
    expect(timelineShape.parse(story)).toEqual(story)
    expect(story.items.map((item: { type: string }) => item.type)).toEqual(['submitted', 'hold', 'claimed', 'armed', 'completed', 'capture'])
    const jobs = (await server.ask('GET', `/api/jobs?subjectId=${id}`, { key })).body.items
    expect(jobs.map((job: { kind: string }) => job.kind).toSorted()).toEqual(['image_generation', 'image_generation', 'image_generation', 'image_generation', 'image_set', 'model3d_generation'])
    const ledger = (await server.ask('GET', '/api/credits/ledger', { key })).body.items
    expect(ledger.reduce((sum: number, line: { availableDelta: number }) => sum + line.availableDelta, 0)).toBe(60)
  })
})

describe('partial failure', () => {
  // SPEC: S1.2 S1.4 E6 C4 U2
  test('three of four: pays for three, one is refunded, the missing one can be made again', async () => {
    const { key } = await server.account(100)
    renderer.behave = (call) => (call.request?.seed === 11 ? call.fail(new Error('broken brush')) : call.finish())
    const { id, images, can, credits: spent } = await pictured(key)
    expect(images.map((image) => image.status)).toEqual(['COMPLETED', 'FAILED', 'COMPLETED', 'COMPLETED'])
    expect(images[1]?.error).toMatchObject({ code: 'internal', stage: 'image' })
    expect(can).toEqual(['selectImage', 'retryImages'])
    expect(spent).toEqual({ held: 0, captured: 15, released: 5 })
    expect(await credits(key)).toEqual({ available: 85, held: 0 })

    renderer.behave = null
    const again = await retry(key, id)
    expect(again.status).toBe(200)
    expect(again.body.credits.held + again.body.credits.captured).toBe(20)
    const whole = await server.until(key, id, is('IMAGE_COMPLETED'))
    expect(whole.images.every((image) => image.status === 'COMPLETED')).toBe(true)
    expect(whole.images[1]?.jobId).not.toBe(images[1]?.jobId)
    expect(whole.images[0]?.jobId).toBe(images[0]?.jobId)
    expect((await server.ask('GET', `/api/jobs/${whole.images[1]?.jobId}`, { key })).body.retryOf).toBe(images[1]?.jobId)
    expect(await credits(key)).toEqual({ available: 80, held: 0 })
  })

  test('none: FAILED names the stage and the reason; nothing is paid; all can be made again', async () => {
    const { key } = await server.account(100)
    renderer.behave = (call) => call.fail(new Error('no'))
    const { body } = await create(key)
    const failed = await server.until(key, body.id, is('FAILED'))
    expect(failed).toMatchObject({ error: { code: 'internal', stage: 'image' }, can: ['retryImages'], credits: { held: 0, captured: 0, released: 20 }, progressMessage: 'The pictures could not be made' })
    expect(failed.error?.message.length).toBeGreaterThan(0)
    renderer.behave = null
    await retry(key, body.id)
    expect((await server.until(key, body.id, is('IMAGE_COMPLETED'))).credits).toEqual({ held: 0, captured: 20, released: 20 })
  })

  // SPEC: S1.2 S1.3 S1.5 U11
  test('the model: FAILED in its stage, an earlier model stays, retry makes it again', async () => {
    const { key } = await server.account(200)
    const { id } = await pictured(key)
    await select(key, id, 0)
    await server.until(key, id, is('MODEL_COMPLETED'))
    renderer.behave = (call) => call.fail(new Error('no relief'))
    await select(key, id, 3)
    const failed = await server.until(key, id, is('FAILED'))
    expect(failed).toMatchObject({ error: { stage: 'model' }, selectedImageIndex: 3, can: ['selectImage', 'retryModel'] })
    expect(failed.models.map((model) => [model.imageIndex, model.status])).toEqual([[3, 'FAILED'], [0, 'COMPLETED']])
    renderer.behave = null
    const again = await retry(key, id)
    expect(again.status).toBe(200)
    const done = await server.until(key, id, is('MODEL_COMPLETED'))
    expect(done.models.map((model) => [model.imageIndex, model.status])).toEqual([[3, 'COMPLETED'], [3, 'FAILED'], [0, 'COMPLETED']])
    expect(done.credits).toEqual({ held: 0, captured: 20 + 40, released: 20 })
  })
})

describe('choosing', () => {
  // SPEC: S1.5
  test('another picture makes another model; an earlier one comes back without paying', async () => {
    const { key } = await server.account(200)
    const { id } = await pictured(key)
    await select(key, id, 0)
    const first = await server.until(key, id, is('MODEL_COMPLETED'))
    await select(key, id, 1)
    const second = await server.until(key, id, (task) => task.models.length === 2 && task.status === 'MODEL_COMPLETED')
    expect(second).toMatchObject({ selectedImageIndex: 1, credits: { captured: 60 } })

    const back = await select(key, id, 0)
    expect(back.status).toBe(200)
    expect(back.body).toMatchObject({ selectedImageIndex: 0, status: 'MODEL_COMPLETED', model: { jobId: first.model?.jobId } })
    expect(back.body.models.map((model) => model.imageIndex)).toEqual([1, 0])
    expect(await credits(key)).toEqual({ available: 140, held: 0 })
    // on another device, too, and until a newer one is made
    expect((await server.ask<Task>('GET', `/api/tasks/${id}`, { key })).body.selectedImageIndex).toBe(0)
    await select(key, id, 2)
    expect((await server.until(key, id, is('MODEL_COMPLETED'))).selectedImageIndex).toBe(2)
  })

  // SPEC: E12
  test('a double click buys once, and asking again for a model under way is answered with it', async () => {
    const { key } = await server.account(100)
    const { id } = await pictured(key)
    hold()
    const relief = next('relief')
    const clicks = await Promise.all(Array.from({ length: 6 }, () => select(key, id, 1)))
    expect(clicks.map((click) => click.status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(clicks.map((click) => click.body.model?.jobId)).size).toBe(1)
    expect(await credits(key)).toEqual({ available: 60, held: 20 })
    expect((await select(key, id, 1)).status).toBe(200)
    const another = await server.ask<Problem>('PATCH', `/api/tasks/${id}`, { key, body: { selectedImageIndex: 2 } })
    expect(another).toMatchObject({ status: 409, body: { code: 'illegal_event', can: ['cancel'] } })
    const call = await relief()
    call.finish()
    await server.until(key, id, is('MODEL_COMPLETED'))
    expect(await credits(key)).toEqual({ available: 60, held: 0 })
  })

  test('double clicks on retry buy once, of pictures and of models', async () => {
    const { key } = await server.account(100)
    renderer.behave = (call) => call.fail(new Error('no'))
    const { id } = (await create(key, { count: 2 })).body
    await server.until(key, id, is('FAILED'))
    hold()
    const calls = renderer.calls.length
    const clicks = await Promise.all(Array.from({ length: 4 }, () => retry(key, id)))
    expect(clicks.map((click) => click.status)).toEqual([200, 200, 200, 200])
    expect((await retry(key, id)).status).toBe(200)
    expect(await retry(key, id, { stage: 'model' })).toMatchObject({ status: 409, body: { code: 'illegal_event', can: ['cancel'] } })
    expect(await credits(key)).toEqual({ available: 90, held: 10 })
    renderer.behave = null
    await renderer.called('picture', renderer.calls.slice(0, calls).filter((call) => call.kind === 'picture').length + 2)
    for (const call of renderer.calls.slice(calls)) call.finish()
    await server.until(key, id, is('IMAGE_COMPLETED'))

    renderer.behave = (call) => call.fail(new Error('no'))
    await select(key, id, 0)
    await server.until(key, id, is('FAILED'))
    hold()
    const relief = next('relief')
    const again = await Promise.all(Array.from({ length: 4 }, () => retry(key, id)))
    expect(again.map((click) => click.status)).toEqual([200, 200, 200, 200])
    expect(await credits(key)).toEqual({ available: 70, held: 20 })
    const call = await relief()
    call.finish()
    await server.until(key, id, is('MODEL_COMPLETED'))
  })

  test('too few credits for the model: 402, and the task stays as it was', async () => {
    const { key } = await server.account(39)
    const { id } = await pictured(key)
    const answer = await server.ask<Problem>('PATCH', `/api/tasks/${id}`, { key, body: { selectedImageIndex: 0 } })
    expect(answer).toMatchObject({ status: 402, body: { code: 'insufficient_credits' } })
    expect((await server.ask<Task>('GET', `/api/tasks/${id}`, { key })).body).toMatchObject({ status: 'IMAGE_COMPLETED', model: null })
  })
})

describe('cancelling', () => {
  // SPEC: E10 S1.2 S1.4
  test('while some are done: those are kept and paid, the rest is free', async () => {
    const { key } = await server.account(100)
    const held = hold()
    const before = renderer.calls.length
    const { body } = await create(key)
    await renderer.called('picture', renderer.calls.filter((call, i) => i < before && call.kind === 'picture').length + 4)
    held.get(10)?.finish()
    await server.until(key, body.id, (task) => task.images[0]?.status === 'COMPLETED')
    const cancelled = await cancel(key, body.id)
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'CANCELLED', can: ['selectImage', 'retryImages'], credits: { held: 0, captured: 5, released: 15 } } })
    expect(cancelled.body.images.map((image) => image.status)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED', 'CANCELLED'])
    expect(cancelled.body.progressMessage).toBe('Cancelled; 1 picture remains')
    expect(await cancel(key, body.id)).toMatchObject({ status: 409, body: { code: 'illegal_event', can: ['selectImage', 'retryImages'] } })
    renderer.behave = null
    await select(key, body.id, 0)
    await server.until(key, body.id, is('MODEL_COMPLETED'))
  })

  test('the model: free, and it can be made after all', async () => {
    const { key } = await server.account(100)
    const { id } = await pictured(key)
    hold()
    await select(key, id, 0)
    const cancelled = await cancel(key, id)
    expect(cancelled.body).toMatchObject({ status: 'CANCELLED', can: ['selectImage', 'retryModel'], credits: { held: 0, captured: 20, released: 20 }, model: { status: 'CANCELLED' } })
    renderer.behave = null
    await retry(key, id)
    await server.until(key, id, is('MODEL_COMPLETED'))
    expect(await credits(key)).toEqual({ available: 60, held: 0 })
  })

  test('one picture, by its job', async () => {
    const { key } = await server.account(100)
    const held = hold()
    const seen = renderer.calls.filter((call) => call.kind === 'picture').length
    const { body } = await create(key, { count: 2 })
    await renderer.called('picture', seen + 2)
    const jobId = body.images[1]?.jobId
    expect(await server.ask('POST', `/api/jobs/${jobId}/cancel`, { key, body: {} })).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    held.get(10)?.finish()
    const done = await server.until(key, body.id, (task) => task.images[0]?.status === 'COMPLETED')
    expect(done).toMatchObject({ status: 'CANCELLED', can: ['selectImage', 'retryImages'], credits: { held: 0, captured: 5, released: 5 } })
    expect(await server.ask('POST', `/api/jobs/${jobId}/cancel`, { key, body: {} })).toMatchObject({ status: 409, body: { code: 'illegal_event', can: [] } })
  })
})

// SPEC: E12
describe('Idempotency-Key', () => {
  test('the same request gets the first answer again; another body is a conflict; another account is nobody’s business', async () => {
    const { key } = await server.account(100)
    const header = { 'idempotency-key': 'create-1' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(key, {}, header)))
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
    // white space and order do not make another request
    const reordered = await server.ask('POST', '/api/tasks', { key, raw: '{ "seed": 10, "prompt": "a fox" }', headers: { ...header, 'content-type': 'application/json' } })
    expect(reordered.body.id).toBe(answers[0]?.body.id)
    expect(await create(key, { prompt: 'another' }, header)).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect((await credits(key)).available).toBe(80)
    const other = await server.account(100)
    expect((await create(other.key, {}, header)).body.id).not.toBe(answers[0]?.body.id)
    await server.until(key, answers[0]?.body.id ?? '', is('IMAGE_COMPLETED'))
  })

  test('on PATCH and retry too, even after the task has moved on', async () => {
    const { key } = await server.account(200)
    const { id } = await pictured(key)
    const header = { 'idempotency-key': 'select-1' }
    await select(key, id, 0, header)
    await server.until(key, id, is('MODEL_COMPLETED'))
    expect(await select(key, id, 0, header)).toMatchObject({ status: 200, body: { credits: { captured: 40 } } })
    expect(await select(key, id, 1, header)).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })

    renderer.behave = (call) => call.fail(new Error('no'))
    await select(key, id, 1)
    await server.until(key, id, is('FAILED'))
    renderer.behave = null
    const again = { 'idempotency-key': 'retry-1' }
    expect((await retry(key, id, {}, again)).status).toBe(200)
    await server.until(key, id, is('MODEL_COMPLETED'))
    expect(await retry(key, id, {}, again)).toMatchObject({ status: 200, body: { status: 'MODEL_COMPLETED', credits: { captured: 60 } } })
    expect(await retry(key, id, { stage: 'image' }, again)).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect(await retry(key, id)).toMatchObject({ status: 409, body: { code: 'illegal_event', can: ['selectImage'] } })
  })
})

describe('lists', () => {
  test('are newest first, paged by cursor, filtered by status', async () => {
    const { key } = await server.account(500)
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.unshift((await pictured(key, { count: 1 })).id)
    const first = await server.ask('GET', '/api/tasks?limit=2', { key })
    expect(first.body.items.map((task: Task) => task.id)).toEqual(ids.slice(0, 2))
    const second = await server.ask('GET', `/api/tasks?limit=2&cursor=${first.body.nextCursor}`, { key })
    expect(second.body.items.map((task: Task) => task.id)).toEqual(ids.slice(2, 4))
    const last = await server.ask('GET', `/api/tasks?limit=2&cursor=${second.body.nextCursor}`, { key })
    expect(last.body).toMatchObject({ items: [{ id: ids[4] }], nextCursor: null })
    expect((await server.ask('GET', '/api/tasks?status=IMAGE_COMPLETED', { key })).body.items).toHaveLength(5)
    expect((await server.ask('GET', '/api/tasks?status=FAILED', { key })).body).toEqual({ items: [], nextCursor: null })
  })
})
