import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { filmProject, type FilmAsset, type FilmProject, type FilmShot } from './film-contract.ts'
import { filmingOn, holdOf, settled, statuses } from './testing/film.ts'
import { testImage, testLook, testProvider, testVideo } from './testing/provider.ts'
import { startTestServer, type Problem, type TestServer } from './testing/server.ts'

let server: TestServer
const provider = testProvider()
beforeAll(async () => {
  server = await startTestServer({ trial: { providers: [provider], look: testLook }, env: { SAFELIGHT_MODEL_IMAGE: testImage, SAFELIGHT_MODEL_VIDEO: testVideo } })
})
afterAll(() => server.stop())
afterEach(() => {
  provider.behave = null
})

const filming = (credits?: number, body?: object) => filmingOn(server, credits, body)
const hold = () => holdOf(provider)

describe('the whole life', () => {
  // SPEC: S2.2 S2.3 S2.4 S2.6 E6
  test('assets, shots that show them, all generated as one batch, one of three fails and is tried again', async () => {
    const film = await filming(1000, { name: 'Harbour' })
    expect(await film.read()).toMatchObject({ name: 'Harbour', aspect: '16:9', shots: [], cut: { status: 'empty' }, can: [] })
    const lantern = await film.asset()
    const island = await film.asset({ role: 'scene', name: 'Island', prompt: 'an island' })
    expect(lantern).toMatchObject({ runtime: { status: 'draft', progress: 0, error: null }, content: null, price: 5, can: ['generate', 'upload', 'edit', 'delete'] })

    const quote = await film.ask('POST', `/projects/${film.id}/quote`, { of: 'assets', all: 'missing' })
    expect(quote.body).toMatchObject({ count: 2, credits: 10, available: 1000, sufficient: true })
    expect((await film.generate({ of: 'assets', quotedCredits: 10 })).status).toBe(200)
    const pictured = await film.until(settled)
    expect(statuses(pictured.assets)).toEqual(['completed', 'completed'])
    expect(pictured.assets[0]?.content).toMatchObject({ uploaded: false, width: 1024, model: testImage, placeholder: 'data:image/webp;base64,AAAA' })

    const made = await film.shots({ text: 'one', references: [island.id, lantern.id] }, 'two', 'three')
    expect(made.map(({ number, text, price, runtime }) => [number, text, price, runtime.status])).toEqual([
      [1, 'one', 20, 'draft'], [2, 'two', 20, 'draft'], [3, 'three', 20, 'draft'],
    ])
    const held = hold()
    const started = await film.generate({ of: 'shots', all: 'missing' })
    expect(filmProject.parse(started.body)).toEqual(started.body)
    expect(started.body.batches).toMatchObject([{ of: 'assets', status: 'completed' }, { of: 'shots', status: 'processing', total: 3, open: 3 }])
    expect(await film.credits()).toEqual({ available: 1000 - 10 - 60, held: 60 })
    await film.until(() => held.size === 3)
    expect(held.get('one')?.call.request).toMatchObject({ kind: 'video', seconds: 2, firstFrame: null, references: [{ width: 1024 }, { width: 1024 }] })

    held.get('one')?.call.progress(50)
    const half = await film.until(({ shots }) => shots[0]?.runtime.progress === 50)
    expect(half.shots[0]?.runtime).toMatchObject({ status: 'processing', message: 'Shooting 50%' })
    expect(half.batches[1]?.progress).toBe(16)
    expect((await film.read({ 'accept-language': 'zh-CN' })).shots[0]?.runtime.message).toBe('生成中 50%')

    held.get('one')?.finish()
    held.get('two')?.fail()
    held.get('three')?.finish()
    const done = await film.until(settled)
    expect(statuses(done.shots)).toEqual(['completed', 'failed', 'completed'])
    expect(done.shots[0]?.content?.seconds).toBe(2)
    expect(done.shots[1]).toMatchObject({ content: null, can: ['generate', 'edit', 'delete'], runtime: { error: { code: 'content_rejected' }, message: expect.stringContaining('content rules') } })
    expect(done.batches[1]).toMatchObject({ status: 'completed', completed: 2, failed: 1, open: 0 })
    expect(done.credits).toEqual({ held: 0, captured: 50, released: 20 })
    expect(await film.credits()).toEqual({ available: 950, held: 0 })

    const missing = await film.ask('POST', `/projects/${film.id}/export`, {})
    expect(missing.body).toMatchObject({ status: 409, code: 'film_incomplete', items: [{ kind: 'shot', id: made[1]?.id, name: '2' }] })
    provider.behave = null
    // the batch again: of three only the missing one
    await film.generate({ of: 'shots', quotedCredits: 20 })
    const whole = await film.until(settled)
    expect(statuses(whole.shots)).toEqual(['completed', 'completed', 'completed'])
    expect(whole.can).toEqual(['export'])
    expect(whole.cut).toMatchObject({ status: 'ready', seconds: 6, missing: [] })
    const jobs = (await server.ask('GET', `/api/jobs?subjectId=${film.id}&limit=200`, { key: film.key })).body.items
    expect(jobs.filter((job: { retryOf: string | null }) => job.retryOf !== null)).toHaveLength(1)
    expect(new Set(jobs.map((job: { kind: string }) => job.kind))).toEqual(new Set(['asset_image_generation', 'asset_image_batch', 'shot_video_generation', 'shot_video_batch']))
  })

  // SPEC: S2.1
  test('several pictures to choose from, a choice, an upload, and the next generation over both', async () => {
    const film = await filming()
    const { id } = await film.asset()
    await film.ask('POST', `/assets/${id}/generate`, { count: 3, quotedCredits: 15, seed: 7 })
    const [asset] = (await film.until(settled)).assets
    expect(asset?.versions).toHaveLength(3)
    expect(provider.calls.slice(-3).map(({ call }) => call.request).map((request) => request.kind === 'image' && request.seed)).toEqual([7, 8, 9])
    const other = asset?.versions.find(({ fileId }) => fileId !== asset.content?.fileId)?.fileId ?? ''
    expect((await film.ask<FilmAsset>('POST', `/assets/${id}/choose`, { fileId: other })).body.content?.fileId).toBe(other)

    // any picture of the account's may be brought along
    const second = await film.asset({ name: 'Twin', fileId: other })
    expect(second).toMatchObject({ runtime: { status: 'completed', message: 'Uploaded' }, content: { fileId: other, uploaded: true }, can: ['generate', 'upload', 'choose', 'edit', 'delete'] })
    const held = hold()
    await film.ask('POST', `/assets/${second.id}/generate`)
    const busy = (await film.until(() => held.size === 1)).assets[1]
    expect(busy).toMatchObject({ content: { fileId: other }, can: ['cancel', 'edit'] })
    for (const event of ['upload', 'choose']) {
      const refused = await film.ask('POST', `/assets/${second.id}/${event}`, { fileId: other })
      expect(refused.body).toMatchObject({ status: 409, code: 'illegal_event', can: ['cancel', 'edit'] })
    }
    expect((await film.ask('DELETE', `/assets/${second.id}`)).status).toBe(409)
    held.get('a lantern')?.finish()
    const after = (await film.until(settled)).assets[1]
    expect(after).toMatchObject({ content: { uploaded: false } })
    expect(after?.versions).toHaveLength(2)
    const back = await film.ask<FilmAsset>('POST', `/assets/${second.id}/upload`, { fileId: other })
    expect(back.body).toMatchObject({ content: { fileId: other }, runtime: { status: 'completed' } })
    expect(back.body.versions).toHaveLength(2)
  })

  test('the sample: three shots and what they show, in the reader’s language', async () => {
    const { key } = await server.account()
    const { body } = await server.ask<FilmProject>('POST', '/api/film/projects', { key, body: { sample: true }, headers: { 'accept-language': 'zh-CN' } })
    expect(body).toMatchObject({ name: '孤岛上的灯', shots: [{ number: 1 }, { number: 2 }, { number: 3 }] })
    expect(body.assets.map(({ role }) => role).toSorted()).toEqual(['character', 'prop', 'scene'])
    expect(body.shots.every(({ config: of, references }) => of?.model === testVideo && references.length > 0)).toBe(true)
    expect((await server.ask('GET', '/api/film/projects', { key })).body.items).toMatchObject([{ name: '孤岛上的灯', shots: 3, assets: 3, open: 0 }])
  })
})

describe('money', () => {
  // SPEC: E12
  test('two who press generate at once, and a third on one shot, buy each shot once', async () => {
    const film = await filming()
    const shots = await film.shots('a', 'b', 'c', 'd')
    const before = provider.calls.length
    const held = hold()
    const answers = await Promise.all([
      film.generate({ of: 'shots' }),
      film.generate({ of: 'shots', all: 'every' }),
      film.ask('POST', `/shots/${shots[2]?.id}/generate`),
      film.ask('POST', `/shots/${shots[2]?.id}/generate`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await film.until(() => held.size === 4)
    expect(await film.credits()).toEqual({ available: 920, held: 80 })
    for (const seen of held.values()) seen.finish()
    await film.until(settled)
    expect(provider.calls.length - before).toBe(4)
  })

  test('the same key is the same purchase; another body under it is refused', async () => {
    const film = await filming()
    await film.shots('a', 'b')
    const headers = { 'idempotency-key': 'k1' }
    for (let i = 0; i < 3; i++) expect((await film.generate({ of: 'shots' }, headers)).status).toBe(200)
    const before = (await film.until(settled)).credits.captured
    expect((await film.generate({ of: 'shots', all: 'every' }, headers)).body.code).toBe('idempotency_conflict')
    expect((await film.generate({ of: 'shots' }, headers)).status).toBe(200)
    expect((await film.read()).credits.captured).toBe(before)
  })

  test('a sum other than the one on the button, and too few credits: nothing is bought, drafts stay drafts', async () => {
    const film = await filming(30)
    await film.shots('a', 'b')
    expect((await film.generate({ of: 'shots', quotedCredits: 20 })).body).toMatchObject({ status: 409, code: 'price_changed', prices: { credits: 40 } })
    expect((await film.generate({ of: 'shots' })).body).toMatchObject({ status: 402, code: 'insufficient_credits' })
    expect(statuses((await film.read()).shots)).toEqual(['draft', 'draft'])
    expect((await server.ask('GET', `/api/jobs?subjectId=${film.id}`, { key: film.key })).body.items).toEqual([])
  })

  // SPEC: E4
  test('a shot without a video configuration fails at once, and costs nothing; the others go on', async () => {
    const film = await filming()
    await film.shots('a', { text: 'b', config: null })
    await film.generate({ of: 'shots' })
    const done = await film.until(settled)
    expect(statuses(done.shots)).toEqual(['completed', 'failed'])
    expect(done.shots[1]?.runtime.error?.code).toBe('config_not_found')
    expect((await film.read({ 'accept-language': 'zh-CN' })).shots[1]?.runtime.error?.message).toBe('视频配置不存在')
    expect(done.credits).toEqual({ held: 0, captured: 20, released: 0 })
  })

  // SPEC: E10
  test('cancelling: one shot, then all that is left', async () => {
    const film = await filming()
    const shots = await film.shots('a', 'b', 'c')
    const held = hold()
    const { batches } = (await film.generate({ of: 'shots' })).body
    await film.until(() => held.size === 3)
    expect((await film.ask<FilmShot>('POST', `/shots/${shots[0]?.id}/cancel`)).body.runtime.status).toBe('cancelled')
    expect((await film.ask('POST', `/shots/${shots[0]?.id}/cancel`)).body).toMatchObject({ status: 409, can: ['generate', 'edit', 'delete'] })
    held.get('b')?.finish()
    await film.until(({ shots: now }) => now[1]?.runtime.status === 'completed')
    expect((await server.ask('POST', `/api/jobs/${batches.at(-1)?.jobId}/cancel`, { key: film.key })).status).toBe(200)
    const done = await film.until(settled)
    expect(statuses(done.shots)).toEqual(['cancelled', 'completed', 'cancelled'])
    expect(done.credits).toEqual({ held: 0, captured: 20, released: 40 })
  })
})

describe('on the pages of all studios', () => {
  test('a failed shot and a batch are made again by the film’s rules, once', async () => {
    const film = await filming()
    await film.shots('a', 'b', 'c')
    provider.behave = (seen) => (seen.call.request.prompt === 'a' ? seen.finish() : seen.fail())
    const batchId = (await film.generate({ of: 'shots' })).body.batches[0]?.jobId
    const failed = (await film.until(settled)).shots[1]?.runtime.jobs[0]?.jobId
    provider.behave = null
    const listed = (await server.ask('GET', `/api/jobs?subjectId=${film.id}`, { key: film.key })).body.items
    const credits = new Map(listed.map((job: { jobId: string; retryCredits: number | null }) => [job.jobId, job.retryCredits]))
    expect([credits.get(failed), credits.get(batchId)]).toEqual([20, 40])

    const retry = (id: string | undefined, body: object = {}, headers: Record<string, string> = {}) => server.ask<{ jobId: string; retryOf: string } & Problem>('POST', `/api/jobs/${id}/retry`, { key: film.key, body, headers })
    expect((await retry(failed, { credits: 5 })).body).toMatchObject({ code: 'price_changed' })
    const headers = { 'idempotency-key': 'again' }
    const answers = [await retry(failed, { credits: 20 }, headers), await retry(failed, { credits: 20 }, headers), await retry(failed)]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(new Set(answers.map(({ body }) => body.jobId)).size).toBe(1)
    expect(answers[0]?.body.retryOf).toBe(failed)
    // of the batch only what is still missing
    expect((await retry(batchId)).status).toBe(201)
    const done = await film.until(settled)
    expect(statuses(done.shots)).toEqual(['completed', 'completed', 'completed'])
    expect((await retry(batchId)).body.code).toBe('illegal_event')
    expect(done.credits).toEqual({ held: 0, captured: 60, released: 40 })
  })

  test('the library does not delete what a film shows without being told to', async () => {
    const film = await filming()
    await film.shots('a')
    await film.generate({ of: 'shots' })
    const fileId = (await film.until(settled)).shots[0]?.content?.fileId
    const refused = await server.ask<Problem>('DELETE', `/api/library/${fileId}`, { key: film.key })
    expect(refused.body).toMatchObject({ status: 409, code: 'in_use', uses: [{ subject: { kind: 'film_project', id: film.id }, open: false }] })
    expect((await server.ask('DELETE', `/api/library/${fileId}?force=true`, { key: film.key })).status).toBeLessThan(300)
    // made once, and its file is gone
    expect((await film.read()).shots[0]).toMatchObject({ content: null, runtime: { status: 'failed', error: { code: 'orphan' } }, can: ['generate', 'edit', 'delete'] })
  })
})
