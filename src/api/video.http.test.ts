import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { SpeechRequest, TextRequest } from '../providers/provider.ts'
import { ffprobe } from '../testing/moving-pictures.ts'
import { readEvents } from './testing/events.ts'
import { testImage, testProvider, testSpeech, testText, testVideo, type ProviderCallSeen } from './testing/provider.ts'
import { startTestServer, type Problem, type TestServer } from './testing/server.ts'
import { videoProject, videoProjectStatus, videoSummaryList, type UnfinishedVideo, type VideoProject, type VideoSummaryList } from './video-contract.ts'

let server: TestServer
const provider = testProvider()
/** putting it together costs something here, so that what happens without credits can be seen */
const final = 3
beforeAll(async () => {
  server = await startTestServer({
    trial: { providers: [provider] },
    env: { SAFELIGHT_MODEL_IMAGE: testImage, SAFELIGHT_MODEL_VIDEO: testVideo, SAFELIGHT_MODEL_TEXT: testText, SAFELIGHT_MODEL_SPEECH: testSpeech, SAFELIGHT_PRICE_VIDEO_FINAL: String(final) },
  })
})
afterAll(() => server.stop())
afterEach(() => {
  provider.behave = null
})

type Headers = Record<string, string>
const base = '/api/video-creation'
const scene = (n: number, more: object = {}) => ({ id: `s${n}`, title: `Part ${n}`, narration: `This is part ${n}.`, shot: `Shot ${n}: a lighthouse at dusk.`, seconds: 1, ...more })
const script = (...scenes: object[]) => ({ title: 'The lighthouse', scenes })

/** One person and a video of theirs. */
async function making(credits = 1000, body: object = {}) {
  const { key } = await server.account(credits)
  const ask = <T = VideoProject>(method: string, path: string, sent?: object, headers: Headers = {}) => server.ask<T & Omit<Problem, 'status'>>(method, `${base}${path}`, { key, headers, ...(sent && { body: sent }) })
  const { id } = (await ask('POST', '/projects', { topic: 'A lighthouse', narration: false, ...body })).body
  const read = async (headers: Headers = {}) => (await ask('GET', `/projects/${id}`, undefined, headers)).body
  /** looks again at every event of the project, never sleeps */
  async function until(condition: (project: VideoProject) => boolean): Promise<VideoProject> {
    const stream = await readEvents(`${server.url}/api/events`, key)
    try {
      for (;;) {
        const project = await read()
        if (condition(project)) return project
        await stream.next((event) => event.subject?.id === id)
      }
    } finally {
      await stream.close()
    }
  }
  const post = (path: string, sent: object = {}, headers: Headers = {}) => ask('POST', `/projects/${id}${path}`, sent, headers)
  return {
    key,
    id,
    ask,
    read,
    until,
    post,
    edit: (sent: object) => ask('PUT', `/projects/${id}/script`, sent),
    at: (status: string) => until((project) => project.status === status),
    credits: async () => (await server.ask<{ available: number; held: number }>('GET', '/api/credits', { key })).body,
  }
}
/** The same with a script of so many scenes, and their pictures. */
async function pictured(scenes = 2, credits = 1000, body: object = {}) {
  const video = await making(credits, body)
  await video.edit(script(...Array.from({ length: scenes }, (_, i) => scene(i + 1))))
  await video.post('/storyboard')
  await video.at('STORYBOARD_READY')
  return video
}
/** Calls of these kinds wait for the test; all others are answered at once. */
function hold(...kinds: string[]) {
  const held = new Map<string, ProviderCallSeen>()
  const waiting: { count: number; resolve(): void }[] = []
  provider.behave = (seen) => {
    const request = seen.call.request as ProviderCallSeen['call']['request'] | SpeechRequest | TextRequest
    if (!kinds.includes(request.kind)) return seen.finish()
    held.set('prompt' in request ? request.prompt : request.text, seen)
    for (const w of waiting) if (held.size >= w.count) w.resolve()
  }
  return {
    /** by what it asks for */
    get: (asked: string) => held.get(asked),
    /** resolves once so many have come */
    many: (count: number) => (held.size >= count ? Promise.resolve() : new Promise<void>((resolve) => void waiting.push({ count, resolve }))).then(() => [...held.values()]),
  }
}
const calls = () => provider.calls.length

// SPEC: S3.1 S3.2 S3.3 L3
describe('the whole life', () => {
  test('topic, script, edit, storyboard, one of six pieces fails and is made again, and all of it is put together by itself', async () => {
    const video = await making(1000, { seconds: 8, narration: true })
    expect(await video.read()).toMatchObject({ status: 'CREATED', title: 'A lighthouse', scenes: [], can: ['script', 'edit', 'change'], prices: { script: 1 }, notified: false, completedAt: null })

    const writing = hold('text')
    const began = performance.now()
    const asked = await video.post('/script', { quotedCredits: 1 })
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(videoProject.parse(asked.body)).toEqual(asked.body)
    expect(asked.body).toMatchObject({ status: 'GENERATING_SCRIPT', progressMessage: expect.stringMatching(/^(Waiting to start|Writing the script 0%)$/), can: ['cancel'] })
    const [writer] = await writing.many(1)
    writer?.call.progress(40)
    expect(await video.until(({ progress }) => progress === 40)).toMatchObject({ progressMessage: 'Writing the script 40%', steps: [{ state: 'done' }, { step: 'script', state: 'current', progress: 40 }, { state: 'open' }, { state: 'open' }, { state: 'open' }] })
    expect((await video.read({ 'accept-language': 'zh-CN' })).progressMessage).toBe('正在生成脚本 40%')
    writer?.finish()
    const draft = await video.at('DRAFT')
    expect(draft.scriptSeconds).toBe(8)
    expect(draft.can).toEqual(['script', 'edit', 'rewrite', 'picture', 'storyboard', 'change'])
    expect(draft.steps.map(({ state }) => state)).toEqual(['done', 'done', 'current', 'open', 'open'])

    const edited = await video.edit({ scriptVersion: draft.scriptVersion, ...script(scene(1, { seconds: 1.5 }), scene(2), scene(3, { title: '' })) })
    expect(edited.body).toMatchObject({ status: 'DRAFT', title: 'The lighthouse', scriptSeconds: 3.5, prices: { storyboard: { pictures: 3, credits: 15 }, video: { clips: 3, voices: 3, final, credits: 3 * 20 + 3 * 2 + final } } })

    const drawing = hold('image')
    expect((await video.post('/storyboard', { quotedCredits: 15, scriptVersion: edited.body.scriptVersion })).body).toMatchObject({ status: 'GENERATING_STORYBOARD', can: ['edit', 'rewrite', 'picture', 'cancel'] })
    await drawing.many(3)
    drawing.get(scene(1).shot)?.finish()
    const one = await video.until(({ scenes }) => scenes[0]?.picture.status === 'completed')
    expect(one).toMatchObject({ status: 'GENERATING_STORYBOARD', progressMessage: 'Developing pictures: 1 of 3 ready', progress: 33 })
    expect(one.scenes[0]?.picture).toMatchObject({ url: expect.stringMatching(/^\/api\/files\//), placeholder: 'data:image/webp;base64,AAAA', stale: false })
    drawing.get(scene(2).shot)?.finish()
    drawing.get(scene(3).shot)?.finish()
    const ready = await video.at('STORYBOARD_READY')
    expect(ready.can).toEqual(['script', 'edit', 'rewrite', 'picture', 'video', 'change'])

    const filming = hold('video')
    expect((await video.post('/video', { quotedCredits: 69 })).body).toMatchObject({ status: 'GENERATING_VIDEO', can: ['cancel'] })
    await filming.many(3)
    expect(filming.get(scene(1).shot)?.call.request).toMatchObject({ kind: 'video', seconds: 2, aspect: '16:9', references: [], firstFrame: { width: 1024 } })
    filming.get(scene(1).shot)?.finish()
    filming.get(scene(2).shot)?.fail()
    filming.get(scene(3).shot)?.finish()
    const failed = await video.at('FAILED')
    expect(failed).toMatchObject({ stage: 'video', error: { code: 'content_rejected', stage: 'video', message: expect.stringMatching(/^1 of 6 pieces failed: .*content rules/) }, prices: { video: { clips: 1, voices: 0, credits: 20 + final } } })
    expect(failed.can).toEqual(['script', 'edit', 'rewrite', 'picture', 'video', 'change', 'retry'])
    expect(failed.scenes.map(({ clip, voice }) => [clip.status, voice?.status])).toEqual([['completed', 'completed'], ['failed', 'completed'], ['completed', 'completed']])
    expect((await video.read({ 'accept-language': 'zh-CN' })).error?.message).toMatch(/^6 个素材中有 1 个失败/)
    expect(failed.credits).toMatchObject({ held: 0, released: 20 })

    const before = calls()
    provider.behave = null
    const again = await video.post('/retry', { quotedCredits: 23 })
    expect(again.body.status).toBe('GENERATING_VIDEO')
    const seen = new Set<string>()
    const done = await video.until((project) => (seen.add(project.progressMessage.replace(/ \d+%$/, '')), project.status === 'COMPLETED'))
    expect(calls() - before).toBe(1)
    expect(seen).toContain('Putting the video together')
    expect(done).toMatchObject({ progress: 100, progressMessage: 'The video is ready', outdated: false, notified: false, error: null, credits: { held: 0, captured: 1 + 15 + 3 * 20 + 3 * 2 + final, released: 20 } })
    expect(done.steps.every(({ state }) => state === 'done')).toBe(true)
    expect(await video.credits()).toEqual({ available: 1000 - 85, held: 0 })
    const status = await video.ask('GET', `/projects/${video.id}/status`)
    expect(videoProjectStatus.parse(status.body)).toEqual(status.body)
    expect(status.body).toMatchObject({ status: 'COMPLETED', progress: 100, scriptData: { title: 'The lighthouse', scenes: [{ id: 's1' }, { id: 's2' }, { id: 's3' }] }, completedAt: done.completedAt, videoUrl: done.videos[0]?.url })

    // narration here is longer than its scenes, and is never cut: the scene waits for it
    const mp4 = await ffprobe(await file(video.key, done.videos[0]?.url))
    expect(mp4.streams).toMatchObject([{ codec_name: 'h264', width: 1280, height: 720 }, { codec_name: 'aac' }])
    expect(Math.abs(Number(mp4.format.duration) - (done.videos[0]?.seconds ?? 0))).toBeLessThan(0.05)
    const vtt = (await server.ask('GET', done.videos[0]?.subtitlesUrl ?? '', { key: video.key })).text
    expect(vtt).toMatch(/^WEBVTT\n/)
    for (const n of [1, 2, 3]) expect(vtt).toContain(`This is part ${n}.`)
    const text = await server.ask('GET', `${base}/projects/${video.id}/script.txt`, { key: video.key })
    expect([text.headers.get('content-type'), text.headers.get('content-disposition'), text.text]).toEqual([
      'text/plain; charset=utf-8', 'attachment; filename="The lighthouse.txt"', expect.stringContaining('Scene 2 (1 s) · Part 2\nNarration: This is part 2.\nShot: Shot 2: a lighthouse at dusk.'),
    ])
    const list = await video.ask<VideoSummaryList>('GET', '/projects')
    expect(videoSummaryList.parse(list.body)).toEqual(list.body)
    expect(list.body.items).toMatchObject([{ id: video.id, status: 'COMPLETED', title: 'The lighthouse', scenes: 3, pictures: [{}, {}, {}] }])
  })
})

/** Brings a file of theirs here, until the test is over. */
async function file(key: string, url = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'safelight-video-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'video.mp4')
  const response = await fetch(server.url + url, { headers: { authorization: `Bearer ${key}` } })
  await writeFile(path, Buffer.from(await response.arrayBuffer()))
  return path
}

// SPEC: E6 E12
describe('buying', () => {
  test('two who press at once buy once; the same key is answered again; a price that has changed is told, and nothing is bought', async () => {
    const video = await making()
    await video.edit(script(scene(1), scene(2)))
    const stale = await video.post('/storyboard', { quotedCredits: 5 })
    expect(stale.body).toMatchObject({ status: 409, code: 'price_changed', detail: expect.stringContaining('10 credits') })
    const drawing = hold('image')
    const answers = await Promise.all([video.post('/storyboard', {}, { 'idempotency-key': 'a' }), video.post('/storyboard', {}, { 'idempotency-key': 'b' })])
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(Array(2).fill([200, 'GENERATING_STORYBOARD']))
    expect(await video.credits()).toEqual({ available: 990, held: 10 })
    for (const seen of await drawing.many(2)) seen.finish()
    await video.at('STORYBOARD_READY')
    const before = calls()
    expect((await video.post('/storyboard', {}, { 'idempotency-key': 'a' })).body.status).toBe('STORYBOARD_READY')
    // one of the two bought: its key answers for that alone
    const others = await Promise.all(['a', 'b'].map((key) => video.post('/storyboard', { quotedCredits: 10 }, { 'idempotency-key': key })))
    expect(others.flatMap(({ body }) => body.code ?? [])).toEqual(['idempotency_conflict'])
    // everything is there: asking again buys nothing
    expect((await video.post('/storyboard')).status).toBe(200)
    expect(calls()).toBe(before)
  })

  test('begun with its script in one request, and the same request again is the same video', async () => {
    const { key } = await server.account(10)
    const create = (body: object, id: string) => server.ask<VideoProject & Omit<Problem, 'status'>>('POST', `${base}/projects`, { key, body: { topic: 'Tea', generate: true, seconds: 5, ...body }, headers: { 'idempotency-key': id } })
    const [one, two] = await Promise.all([create({}, 'x'), create({}, 'x')])
    expect([one.status, two.status, one.body.id === two.body.id]).toEqual([201, 201, true])
    expect((await create({ tone: 'warm' }, 'x')).body).toMatchObject({ code: 'idempotency_conflict' })
    expect((await create({ quotedCredits: 7 }, 'y')).body).toMatchObject({ status: 409, code: 'price_changed' })
    expect((await server.ask<VideoSummaryList>('GET', `${base}/projects`, { key })).body.items).toHaveLength(1)
    const poor = await server.account(0)
    const refused = await server.ask('POST', `${base}/projects`, { key: poor.key, body: { topic: 'Tea', generate: true } })
    expect(refused.body).toMatchObject({ status: 402, code: 'insufficient_credits' })
    expect((await server.ask<VideoSummaryList>('GET', `${base}/projects`, { key: poor.key })).body.items).toEqual([])
  })

  // SPEC: C2
  test('too few credits: a step is refused at once; the last one, which begins by itself, fails with 积分不足 and is made again when there are some', async () => {
    const video = await pictured(1, 5 + 20 + final - 1)
    expect((await video.post('/video', { quotedCredits: 20 + final })).body.status).toBe('GENERATING_VIDEO')
    const failed = await video.at('FAILED')
    expect(failed).toMatchObject({ stage: 'final', error: { code: 'insufficient_credits', stage: 'final' }, prices: { video: { clips: 0, credits: final } } })
    expect((await video.read({ 'accept-language': 'zh-CN' })).error?.message).toContain('积分不足')
    expect((await video.post('/retry')).body).toMatchObject({ status: 402, code: 'insufficient_credits' })
    const jobs = await server.ask('GET', `/api/jobs?subjectId=${video.id}&roots=true`, { key: video.key })
    expect(jobs.body.items[0]).toMatchObject({ kind: 'video_final', status: 'failed', can: ['retry'], retryCredits: final })
    await server.ask('POST', `/api/admin/accounts/${(await server.ask('GET', '/api/me', { key: video.key })).body.accountId}/grants`, { body: { credits: final, reason: 'more' } })
    expect((await server.ask('POST', `/api/jobs/${jobs.body.items[0].jobId}/retry`, { key: video.key, body: { credits: final } })).body).toMatchObject({ kind: 'video_final', retryOf: jobs.body.items[0].jobId })
    await video.at('COMPLETED')
    expect(await video.credits()).toEqual({ available: final - 1, held: 0 })
    const poor = await making(4)
    await poor.edit(script(scene(1)))
    expect((await poor.post('/storyboard')).body).toMatchObject({ status: 402, detail: expect.stringContaining('1 missing') })
    expect(await poor.read()).toMatchObject({ status: 'DRAFT', credits: { held: 0 } })
  })
})

// SPEC: S3.2
describe('editing', () => {
  test('only what an edit made stale is bought again, an undone edit costs nothing, and a picture may be made anew', async () => {
    const video = await pictured(2)
    await video.post('/video')
    const done = await video.at('COMPLETED')
    const pieces = ({ scenes }: VideoProject) => scenes.map(({ picture, clip }) => [picture.stale, clip.stale])
    const edited = (await video.edit(script(scene(1), scene(2, { shot: 'A storm.' })))).body
    expect(edited).toMatchObject({ status: 'COMPLETED', outdated: true, can: ['script', 'edit', 'rewrite', 'picture', 'storyboard', 'change'], prices: { storyboard: { pictures: 1, credits: 5 }, video: { clips: 1 } } })
    expect(pieces(edited)).toEqual([[false, false], [true, true]])
    expect(edited.scenes[1]?.picture).toMatchObject({ status: 'none', message: 'Picture of the text before', url: done.scenes[1]?.picture.url })
    const undone = (await video.edit(script(scene(1), scene(2)))).body
    expect([undone.outdated, pieces(undone)]).toEqual([false, [[false, false], [false, false]]])

    // words and lengths alone: nothing is bought, it is only put together again
    const said = (await video.edit(script(scene(1, { narration: 'Other words.' }), scene(2, { seconds: 1.2 })))).body
    expect(said).toMatchObject({ status: 'COMPLETED', outdated: true, prices: { storyboard: { pictures: 0 }, video: { clips: 0, credits: final } } })
    const before = calls()
    await video.post('/video', { quotedCredits: final })
    const again = await video.until(({ outdated }) => !outdated)
    expect([calls() - before, again.videos.map(({ current }) => current), Math.round((again.videos[0]?.seconds ?? 0) * 24)]).toEqual([0, [true, false], Math.round(2.2 * 24)])

    await video.post('/scenes/s2/picture', { seed: 7, quotedCredits: 5 })
    const redrawn = await video.until(({ scenes }) => scenes[1]?.clip.stale === true)
    expect(redrawn).toMatchObject({ status: 'COMPLETED', outdated: true, prices: { video: { clips: 1 } } })
    expect(redrawn.scenes[1]?.picture.url).not.toBe(done.scenes[1]?.picture.url)
    // one that fails takes nothing away, and says so
    provider.behave = (seen) => seen.fail()
    await video.post('/scenes/s1/picture')
    const kept = await video.until(({ scenes }) => scenes[0]?.picture.error !== null)
    expect(kept.scenes[0]?.picture).toMatchObject({ status: 'completed', stale: false, url: done.scenes[0]?.picture.url, error: { code: 'content_rejected' } })
    expect(kept.status).toBe('COMPLETED')
  })

  test('two devices: an edit of what was changed meanwhile is refused; a storyboard of another script than the one confirmed too', async () => {
    const video = await making()
    const first = (await video.edit(script(scene(1)))).body
    const second = (await video.edit({ scriptVersion: first.scriptVersion, ...script(scene(1), scene(2)) })).body
    expect((await video.edit({ scriptVersion: first.scriptVersion, ...script(scene(3)) })).body).toMatchObject({ status: 409, code: 'conflict' })
    expect((await video.post('/storyboard', { scriptVersion: first.scriptVersion })).body).toMatchObject({ status: 409, code: 'conflict' })
    expect((await video.read()).scriptVersion).toBe(second.scriptVersion)
  })

  test('a scene written anew keeps its id; another script replaces the edited one; while either is written the rest may go on or not', async () => {
    const video = await making(1000, { seconds: 12 })
    await video.post('/script')
    const draft = await video.at('DRAFT')
    const ids = draft.scenes.map(({ id }) => id)
    await video.edit({ ...script(...draft.scenes.map(({ id, title, narration, shot, seconds }) => ({ id, title, narration, shot, seconds }))), title: 'Mine' })
    const writing = hold('text')
    expect((await video.post(`/scenes/${ids[1]}/rewrite`, { quotedCredits: 1 })).body).toMatchObject({ status: 'GENERATING_SCRIPT', can: ['edit', 'rewrite', 'picture', 'cancel'] })
    const [writer] = await writing.many(1)
    writer?.finish(JSON.stringify({ title: 'New', narration: 'Quite another thought.', shot: 'A quiet harbour.' }))
    const rewritten = await video.at('DRAFT')
    expect(rewritten).toMatchObject({ title: 'Mine', scriptSeconds: 12 })
    expect(rewritten.scenes.map(({ id }) => id)).toEqual(ids)
    expect(rewritten.scenes[1]).toMatchObject({ title: 'New', narration: 'Quite another thought.', rewrite: null })
    expect(rewritten.scenes[0]?.narration).toBe(draft.scenes[0]?.narration)

    const another = await video.post('/script')
    expect(another.body.can).toEqual(['cancel'])
    expect((await video.edit(script(scene(1)))).body).toMatchObject({ status: 409, code: 'illegal_event', can: ['cancel'] })
    ;(await writing.many(2))[1]?.finish()
    const fresh = await video.at('DRAFT')
    expect(fresh.title).not.toBe('Mine')
    expect(fresh.scenes.some(({ id }) => ids.includes(id))).toBe(false)
  })

  test('what a model writes that is no script fails with the reason and costs nothing', async () => {
    const video = await making(100, { topic: '茶', language: 'zh', seconds: 6 })
    const answers: [string, RegExp][] = [
      ['Sure! Here you go.', /did not answer with a script/],
      [JSON.stringify({ title: 'x', scenes: [] }), /without a word/],
      [JSON.stringify({ title: 'x', scenes: [{ title: '', narration: 'This is a story in English about tea and water.', shot: 'x', seconds: 6 }] }), /another language/],
      [JSON.stringify({ title: 'x', scenes: [{ title: '', narration: '茶'.repeat(300), shot: 'x', seconds: 6 }] }), /would take \d+ seconds and has 6/],
    ]
    for (const [text, words] of answers) {
      provider.behave = (seen) => seen.finish(text)
      await video.post('/script')
      const failed = await video.at('FAILED')
      expect(failed).toMatchObject({ stage: 'script', error: { code: 'script_unusable', stage: 'script', message: expect.stringMatching(words) }, credits: { captured: 0, held: 0 } })
    }
    expect(await video.credits()).toEqual({ available: 100, held: 0 })
    // what can be mended is mended: words around it, lengths that do not add up
    provider.behave = (seen) => seen.finish('Here is your script:\n```json\n' + JSON.stringify({ scenes: [{ narration: '水开了，茶香慢慢散开。', seconds: '9' }] }) + '\n```')
    await video.post('/retry')
    expect(await video.at('DRAFT')).toMatchObject({ title: '茶', scriptSeconds: 6, scenes: [{ narration: '水开了，茶香慢慢散开。', shot: '水开了，茶香慢慢散开。' }] })
  })

  test('emoji, right-to-left and a topic of two thousand characters all become a script', async () => {
    for (const topic of ['🫖🍵🌅', 'قصة الشاي في الصحراء', '茶'.repeat(2000), '👨‍👩‍👧‍👦'.repeat(400), 'a'.repeat(2000)]) {
      const video = await making(100, { topic, seconds: 12, generate: true })
      const draft = await video.until(({ status }) => status === 'DRAFT' || status === 'FAILED')
      expect([topic.slice(0, 8), draft.status, draft.scriptSeconds]).toEqual([topic.slice(0, 8), 'DRAFT', 12])
    }
  })
})

describe('stopping', () => {
  test('at any stage; what was there stays, and retry makes what is missing', async () => {
    const video = await making()
    const writing = hold('text', 'image', 'video')
    await video.post('/script')
    await writing.many(1)
    expect((await video.post('/cancel')).status).toBe(200)
    expect(await video.at('CANCELLED')).toMatchObject({ stage: 'script', error: null, can: ['script', 'edit', 'change', 'retry'], credits: { held: 0, captured: 0 } })
    expect((await video.post('/cancel')).body).toMatchObject({ status: 409, code: 'illegal_event' })

    await video.edit(script(scene(1), scene(2)))
    await video.post('/storyboard')
    ;(await writing.many(3))[1]?.finish()
    await video.until(({ scenes }) => scenes.some(({ picture }) => picture.status === 'completed'))
    await video.post('/cancel')
    expect(await video.at('CANCELLED')).toMatchObject({ stage: 'storyboard', progressMessage: 'Cancelled: 1 of 2 missing', prices: { storyboard: { pictures: 1, credits: 5 } } })
    provider.behave = null
    await video.post('/retry', { quotedCredits: 5 })
    await video.at('STORYBOARD_READY')

    const filming = hold('video')
    await video.post('/video')
    ;(await filming.many(2))[0]?.finish()
    await video.until(({ scenes }) => scenes.some(({ clip }) => clip.status === 'completed'))
    await video.post('/cancel')
    expect(await video.at('CANCELLED')).toMatchObject({ stage: 'video', can: expect.arrayContaining(['retry', 'video']), credits: { held: 0, captured: 5 + 5 + 20 } })
    // nothing goes on by itself after that
    expect(await continuations()).toBe(0)
    expect((await video.ask('DELETE', `/projects/${video.id}`)).status).toBe(204)
    expect((await video.ask('GET', `/projects/${video.id}`)).status).toBe(404)
  })
})

async function continuations(): Promise<number> {
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: 1 })
  try {
    return (await pool.query('select from continuation')).rowCount ?? 0
  } finally {
    await pool.end()
  }
}

// SPEC: S3.4
describe('work that is not finished', () => {
  const offered = async ({ ask }: { ask: Awaited<ReturnType<typeof making>>['ask'] }, headers: Headers = {}) => (await ask<UnfinishedVideo>('GET', '/unfinished', undefined, headers)).body

  test('is offered once, on whichever device, and again when it was worked on', async () => {
    const video = await making()
    expect(await offered(video)).toMatchObject({ project: { id: video.id, status: 'CREATED' } })
    expect((await offered(video, { 'accept-language': 'zh-CN' })).message).toBe('您有一个未完成的视频项目，是否继续制作？')
    await video.post('/unfinished', { answer: 'new' })
    expect(await offered(video)).toEqual({ project: null, message: null })
    await video.edit(script(scene(1)))
    expect(await offered(video)).toMatchObject({ project: { id: video.id, status: 'DRAFT' } })
    await video.post('/unfinished', { answer: 'continue' })
    expect((await offered(video)).project).toBeNull()
    // what ends by itself while nobody looks is no reason to ask again
    const drawing = hold('image')
    await video.post('/storyboard')
    expect((await offered(video)).project).toMatchObject({ status: 'GENERATING_STORYBOARD' })
    await video.post('/unfinished', { answer: 'new' })
    ;(await drawing.many(1))[0]?.finish()
    await video.at('STORYBOARD_READY')
    expect((await offered(video)).project).toBeNull()
  })

  test('finished while away: told once, and acknowledged on all devices', async () => {
    const video = await pictured(1)
    await server.ask('POST', '/api/notices/claim', { key: video.key })
    await video.post('/video')
    const done = await video.at('COMPLETED')
    expect(await offered(video)).toEqual({ project: null, message: null })
    const claim = async () => (await server.ask<{ items: { kind: string; jobId: string }[] }>('POST', '/api/notices/claim', { key: video.key })).body.items.map(({ kind }) => kind)
    // the end of the clips is no news: the video follows by itself
    expect([await claim(), await claim()]).toEqual([['video_final'], []])
    expect(done.notified).toBe(false)
    expect((await video.post('/notified')).body.notified).toBe(true)
    expect((await video.ask('GET', `/projects/${video.id}/status`)).body).toMatchObject({ notified: true, status: 'COMPLETED' })
    const notices = await server.ask('GET', '/api/notices', { key: video.key })
    expect(notices.body.items.find(({ job }: { job: { kind: string } }) => job.kind === 'video_final').read).toBe(true)
    // looked at in the bell: known as well
    await video.edit(script(scene(1, { narration: 'Again.' })))
    await video.post('/video')
    await video.until(({ videos }) => videos.length === 2)
    expect((await video.read()).notified).toBe(false)
    await server.ask('POST', '/api/notices/read', { key: video.key, body: { ids: [video.id] } })
    expect((await video.read()).notified).toBe(true)
  })
})

describe('bad input', () => {
  const nowhere = '00000000-0000-7000-8000-000000000000'
  test('is told by its field, and nothing happens', async () => {
    const video = await making()
    await video.edit(script(scene(1)))
    const many = (count: number, more: object = {}) => script(...Array.from({ length: count }, (_, i) => scene(i, more)))
    const cases: [string, string, object, string, string][] = [
      ['POST', '/projects', { topic: '' }, '/topic', 'topic_empty'],
      ['POST', '/projects', { topic: '\u200b \ufeff' }, '/topic', 'topic_empty'],
      ['POST', '/projects', { topic: 'a'.repeat(2001) }, '/topic', 'prompt_too_long'],
      ['POST', '/projects', { topic: '\ud83d' }, '/topic', 'invalid'],
      ['POST', '/projects', { topic: 'x', seconds: 4 }, '/seconds', 'out_of_range'],
      ['POST', '/projects', { topic: 'x', seconds: 301 }, '/seconds', 'out_of_range'],
      ['POST', '/projects', { topic: 'x', aspect: '2:1' }, '/aspect', 'invalid'],
      ['POST', '/projects', { topic: 'x', language: 'fr' }, '/language', 'invalid'],
      ['POST', '/projects', { topic: 'x', models: { video: 'nobody:knows' } }, '/models/video', 'unknown_model'],
      ['POST', '/projects', { topic: 'x', models: { image: testVideo } }, '/models/image', 'wrong_model_kind'],
      ['POST', '/projects', { topic: 'x', narration: true, models: { speech: null } }, '/models/speech', 'required'],
      ['PATCH', `/projects/${video.id}`, { models: { text: 'x:y' } }, '/models/text', 'unknown_model'],
      ['PATCH', `/projects/${video.id}`, { topic: ' ' }, '/topic', 'topic_empty'],
      ['PUT', `/projects/${video.id}/script`, many(0), '/scenes', 'script_empty'],
      ['PUT', `/projects/${video.id}/script`, many(61), '/scenes', 'too_many_scenes'],
      ['PUT', `/projects/${video.id}/script`, many(1, { seconds: 0.5 }), '/scenes/0/seconds', 'scene_length'],
      ['PUT', `/projects/${video.id}/script`, many(1, { seconds: 60 }), '/scenes/0/seconds', 'scene_length'],
      ['PUT', `/projects/${video.id}/script`, many(11, { seconds: 30 }), '/scenes', 'script_too_long'],
      ['PUT', `/projects/${video.id}/script`, script(scene(1), scene(1)), '/scenes/0/id', 'not_unique'],
      ['PUT', `/projects/${video.id}/script`, many(1, { id: 'a b' }), '/scenes/0/id', 'invalid'],
      ['PUT', `/projects/${video.id}/script`, many(1, { narration: 'a'.repeat(1201) }), '/scenes/0/narration', 'prompt_too_long'],
      ['PUT', `/projects/${video.id}/script`, many(1, { mood: 1 }), '/scenes/0/mood', 'unknown_field'],
      ['POST', `/projects/${video.id}/script`, { quotedCredits: -1 }, '/quotedCredits', 'out_of_range'],
      ['POST', `/projects/${video.id}/unfinished`, { answer: 'maybe' }, '/answer', 'invalid'],
    ]
    for (const [method, path, body, pointer, code] of cases) {
      const answer = await video.ask<Problem>(method, path, body)
      expect([path, JSON.stringify(body).slice(0, 60), answer.status, answer.body.fields?.[0]?.pointer, answer.body.fields?.[0]?.code]).toEqual([path, JSON.stringify(body).slice(0, 60), 400, pointer, code])
      expect(answer.body.fields?.[0]?.message.length).toBeGreaterThan(5)
    }
    // sixty scenes are a video
    expect((await video.edit(many(60))).body.scenes).toHaveLength(60)
    // a scene without a picture's words, and one longer than any clip of the model: told when they would be bought
    await video.edit(script(scene(1, { shot: '' }), scene(2)))
    expect((await video.post('/storyboard')).body).toMatchObject({ status: 400, fields: [{ pointer: '/scenes/0/shot', code: 'prompt_empty' }] })
    await video.edit(script(scene(1, { seconds: 4.5 })))
    await video.post('/storyboard')
    expect((await video.at('STORYBOARD_READY')).clipSecondsMax).toBe(4)
    expect((await video.post('/video')).body).toMatchObject({ status: 400, fields: [{ pointer: '/scenes/0/seconds', code: 'out_of_range' }] })
    expect(await continuations()).toBe(0)
    for (const path of ['/scenes/nope/picture', '/scenes/nope/rewrite']) expect((await video.post(path)).status).toBe(404)
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['POST', '/script'], ['POST', '/video'], ['GET', '/script.txt'], ['POST', '/notified']] as const)
      expect([path, (await video.ask(method, `/projects/${nowhere}${path}`, method === 'GET' ? undefined : {})).status]).toEqual([path, 404])
    expect((await (await making()).post('/video')).body).toMatchObject({ status: 409, code: 'illegal_event', can: ['script', 'edit', 'change'] })
  })

  test('another shape, another language, no voice: changed at any time nothing is under way, and told what it costs', async () => {
    const video = await pictured(1, 1000, { narration: true })
    const changed = await video.ask('PATCH', `/projects/${video.id}`, { aspect: '9:16', narration: false })
    expect(changed.body).toMatchObject({ aspect: '9:16', narration: false, status: 'DRAFT', prices: { storyboard: { pictures: 1 } }, scenes: [{ voice: null, picture: { stale: true } }] })
    const back = await video.ask('PATCH', `/projects/${video.id}`, { aspect: '16:9' })
    expect(back.body).toMatchObject({ status: 'STORYBOARD_READY', prices: { storyboard: { pictures: 0 } } })
    expect((await video.ask('PATCH', `/projects/${video.id}`, { narration: true })).body.scenes[0]?.voice).toMatchObject({ status: 'none' })
    const quote = await server.ask('POST', `${base}/quote`, { key: video.key, body: { seconds: 30, narration: true } })
    expect(quote.body).toMatchObject({ script: 1, scenes: 5, storyboard: 25, video: 5 * (40 + 2) + final, narrationAvailable: true, refund: 'unfinished_work_is_free' })
  })
})
