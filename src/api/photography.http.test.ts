/** Photography over HTTP: the whole life of a work, money, races, bad input. The renderer does what the test says. */
import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NoPersonFound } from '../providers/local/portrait/request.ts'
import type { LibraryList, UploadAnswer } from './contract-media.ts'
import type { PhotoSceneList, Work, WorkCreated, WorkList } from './contract-photography.ts'
import { readEvents } from './testing/events.ts'
import { testRenderer, type Call } from './testing/renderer.ts'
import { startTestServer, type Answer, type Problem, type TestServer } from './testing/server.ts'

const renderer = testRenderer()
let server: TestServer
let user: { id: string; key: string }
let uploads: string[]
const price = 8

beforeAll(async () => {
  server = await startTestServer({ studio: renderer })
  user = await server.account()
  uploads = await Promise.all([300, 320].map((side) => upload(side, side + 80)))
})
afterAll(() => server.stop())
beforeEach(() => {
  renderer.behave = null
  renderer.calls.length = 0
})

let shade = 0
async function upload(width: number, height: number, key = user.key): Promise<string> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: { r: ++shade, g: 90, b: 60 } } }).png().toBuffer()
  const form = new FormData()
  form.append('files', new Blob([bytes as BlobPart]), 'me.png')
  return (await server.ask<UploadAnswer>('POST', '/api/uploads', { key, raw: form as never })).body.items[0]!.id
}

type Options = { key?: string; headers?: Record<string, string> }
const create = (body: object = {}, options: Options = {}): Promise<Answer<WorkCreated & Problem>> =>
  server.ask('POST', '/api/photography/works', { key: user.key, ...options, body: { uploadIds: uploads, sceneId: 'beach', ...body } })
const read = async (id: string, key = user.key) => (await server.ask<Work>('GET', `/api/photography/works/${id}`, { key })).body
const act = (id: string, what: string, body: object = {}, options: Options = {}): Promise<Answer<Work & Problem>> => server.ask('POST', `/api/photography/works/${id}/${what}`, { key: user.key, body, ...options })
const credits = async () => (await server.ask<{ available: number; held: number }>('GET', '/api/credits', { key: user.key })).body

async function until(id: string, condition: (work: Work) => boolean): Promise<Work> {
  const stream = await readEvents(`${server.url}/api/events`, user.key)
  try {
    for (;;) {
      const work = await read(id)
      if (condition(work)) return work
      await stream.next((event) => event.subject?.id === id)
    }
  } finally {
    await stream.close()
  }
}
const closed = (work: Work) => !['PENDING', 'GENERATING'].includes(work.status)

/** What the move of favourites makes of rows as they were before it, in tables beside the real ones. */
async function asBefore(rows: string) {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    await client.query(`create schema before; set search_path = before;
      create table subject (id uuid primary key);
      create table favourite (account_id uuid, file_id uuid, created_at timestamptz not null default now(), primary key (account_id, file_id));
      create table photo_work_mark (work_id uuid primary key, account_id uuid not null, favourite_at timestamptz, deleted_at timestamptz);
      create index photo_work_favourites on photo_work_mark (account_id, work_id); ${rows}`)
    await client.query(await readFile(new URL('../engine/migrations/0009_favourites.sql', import.meta.url), 'utf8'))
    return await client.query(`select
      (select array_agg(subject_id::text) from favourite where subject_id is not null) as stars, (select count(*)::int from favourite where file_id is not null) as files,
      (select array_agg(work_id::text) from photo_work_mark) as thrown`)
  } finally {
    await client.query('drop schema if exists before cascade')
    await client.end()
  }
}

async function sql(text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

describe('the life of a work', () => {
  // SPEC: S4.2 S4.5 C4
  test('answers at once, develops one by one, and is paid photograph by photograph', async () => {
    renderer.behave = () => {}
    const before = await credits()
    const made = await create({ count: 3, parameters: { mood: 'warm', retouch: 0.8 }, aspect: '4:3', seed: 7 })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`/api/photography/works/${made.body.workId}`)
    const { workId, jobId } = made.body
    expect(await credits()).toEqual({ available: before.available - 3 * price, held: before.held + 3 * price })

    await renderer.called('photograph', 3)
    // all three are asked for at once, in whatever order
    const [first, second, third] = renderer.calls.toSorted((a, b) => a.photograph!.variant - b.photograph!.variant) as [Call, Call, Call]
    // the uploads are taken in turn, the catalogue's own defaults fill what was not said
    expect(first.photograph).toMatchObject({ scene: 'beach', seed: 7, aspect: 4 / 3, framing: 'auto', time: 'golden', mood: 'warm', retouch: 0.8, variant: 0 })
    expect((await sharp(first.photograph!.portrait).metadata()).width).toBe(300)
    expect(second.photograph).toMatchObject({ seed: 8, variant: 1 })
    expect((await sharp(second.photograph!.portrait).metadata()).width).toBe(320)
    first.watch.progress?.(50, 'x')
    first.finish()
    const half = await until(workId, (work) => work.photographs[0]?.status === 'COMPLETED')
    expect(half).toMatchObject({ status: 'GENERATING', jobId, can: ['cancel'], progressMessage: 'Developing 1/3 photographs', scene: { id: 'beach', name: 'Beach' }, favourite: false })
    expect(half.photographs[0]).toMatchObject({ url: expect.stringMatching(/^\/api\/files\//), placeholder: expect.stringContaining('data:'), cleanUrl: null, uploadId: uploads[0] })
    expect(half.uploads.map((u) => u.previewUrl)).toEqual(uploads.map((id) => `/api/files/${id}?size=preview`))

    // one child fails: the others stand, and only they are paid
    second.fail(new NoPersonFound())
    third.finish()
    const done = await until(workId, closed)
    expect(done).toMatchObject({ status: 'COMPLETED', progress: 100, can: ['retry', 'delete'], progressMessage: '2 of 3 photographs are ready', credits: { held: 0, captured: 2 * price, released: price } })
    expect(done.photographs[1]?.error).toMatchObject({ code: 'no_person_found', advice: expect.stringContaining('face') })
    const zh = await server.ask<Work>('GET', `/api/photography/works/${workId}`, { key: user.key, headers: { 'accept-language': 'zh-CN' } })
    expect(zh.body).toMatchObject({ scene: { name: '海滩' }, progressMessage: '已完成 2/3 张照片' })
    expect(zh.body.photographs[1]?.error?.message).toContain('没有找到人脸')

    // the missing one again, bought once however often it is asked for
    renderer.behave = null
    const again = await Promise.all([act(workId, 'retry'), act(workId, 'retry')])
    expect(again.map((answer) => answer.status)).toEqual([200, 200])
    const whole = await until(workId, (work) => work.status === 'COMPLETED' && work.can.length === 1)
    expect(whole).toMatchObject({ can: ['delete'], credits: { held: 0, captured: 3 * price, released: price } })
    expect(whole.photographs.map((p) => p.status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED'])
    expect(await credits()).toEqual({ available: before.available - 3 * price, held: 0 })
    // lineage: every file knows what it was made from
    const [input] = await sql(`select input->'request'->'references'->0->>'fileId' as id from job_data d where d.job_id = $1`, [whole.photographs[2]?.jobId])
    expect(input.id).toBe(uploads[0])
  })

  test('all failed is FAILED with the reason; cancelled keeps what was made', async () => {
    renderer.behave = (call) => call.fail(new NoPersonFound())
    const failed = await until((await create({ count: 2 })).body.workId, closed)
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'no_person_found' }, can: ['retry', 'delete'], credits: { held: 0, captured: 0, released: 2 * price } })

    renderer.behave = (call) => void (call.photograph?.variant === 0 && call.finish())
    const { workId } = (await create({ count: 3 })).body
    await until(workId, (work) => work.photographs[0]?.status === 'COMPLETED')
    expect((await act(workId, 'cancel')).status).toBe(200)
    const stopped = await until(workId, closed)
    expect(stopped).toMatchObject({ status: 'CANCELLED', can: ['retry', 'delete'], progressMessage: 'Cancelled; 1 photograph remains', credits: { captured: price, released: 2 * price } })
    expect((await act(workId, 'cancel')).body).toMatchObject({ code: 'illegal_event', can: ['retry', 'delete'] })
  })

  // SPEC: S4.6
  test('a photograph that hangs is failed and refunded by the sweep', async () => {
    renderer.behave = () => {}
    const { workId } = (await create({ count: 1 })).body
    await renderer.called('photograph', 1)
    const job = (await until(workId, (work) => work.status === 'GENERATING')).photographs[0]!.jobId
    await sql(`update job set deadline_at = now() - interval '1 second' where id = $1`, [job])
    expect(await until(workId, closed)).toMatchObject({ status: 'FAILED', error: { code: 'deadline_exceeded' }, credits: { held: 0, captured: 0, released: price } })
  })

  // SPEC: S4.4
  test('a watermark lies over the photograph, and the clean one is kept', async () => {
    const watermark = { type: 'text', text: '© 我', colour: 'light', placement: 'tiled', position: 'center', opacity: 0.9, size: 0.3 }
    const work = await until((await create({ count: 1, watermark })).body.workId, closed)
    expect(work).toMatchObject({ status: 'COMPLETED', watermark })
    const [photo] = work.photographs
    const [marked, clean, preview] = await Promise.all([photo!.url!, photo!.cleanUrl!, photo!.previewUrl!].map(async (url) => Buffer.from(await (await fetch(server.url + url, { headers: { authorization: `Bearer ${user.key}` } })).arrayBuffer())))
    const spread = async (bytes: Buffer) => Math.max(...(await sharp(bytes).stats()).channels.map((channel) => channel.stdev))
    expect(await spread(clean!)).toBeLessThan(2)
    expect(await spread(marked!)).toBeGreaterThan(8)
    expect(await spread(preview!)).toBeGreaterThan(4)
    // a picture of one's own does as well, and files of that work go together
    const own = await until((await create({ count: 1, watermark: { ...watermark, type: 'image', uploadId: uploads[1], text: undefined, colour: undefined } })).body.workId, closed)
    expect(own.photographs[0]?.cleanUrl).not.toBeNull()
    expect((await server.ask('DELETE', `/api/photography/works/${work.id}`, { key: user.key })).status).toBe(204)
    for (const url of [photo!.url!, photo!.cleanUrl!, photo!.previewUrl!]) expect((await server.ask('GET', url, { key: user.key })).status).toBe(404)
    expect((await read(work.id) as unknown as Problem).code).toBe('not_found')
    expect(await sql('select f.id from file f join job_data d using (job_id) where d.subject_id = $1', [work.id])).toEqual([])
  })

  // SPEC: S4.5
  test('favourites, lists, and what belongs to somebody else', async () => {
    const works = await Promise.all([create({ count: 1 }), create({ count: 1 }), create({ count: 1 })].map(async (made) => (await made).body.workId))
    const [a, b] = works.toSorted().reverse() as [string, string]
    for (const id of works) await until(id, closed)
    const mark = (id: string, favourite: boolean, key = user.key) => server.ask<Work>('PATCH', `/api/photography/works/${id}`, { key, body: { favourite } })
    expect((await mark(a, true)).body.favourite).toBe(true)
    await mark(b, true)
    expect((await mark(b, false)).body.favourite).toBe(false)
    const list = async (query: string) => (await server.ask<WorkList>('GET', `/api/photography/works?${query}`, { key: user.key })).body
    expect((await list('favourites=true')).items.map((work) => work.id)).toEqual([a])
    const first = await list('limit=1')
    expect(first.items.map((work) => work.id)).toEqual([a])
    expect((await list(`limit=1&cursor=${first.nextCursor}`)).items.map((work) => work.id)).toEqual([b])

    const stranger = await server.account()
    expect((await list('limit=100')).items.length).toBeGreaterThan(2)
    expect((await server.ask<WorkList>('GET', '/api/photography/works', { key: stranger.key })).body.items).toEqual([])
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['POST', '/cancel'], ['POST', '/retry']] as const)
      expect((await server.ask('POST' === method || 'PATCH' === method ? method : method, `/api/photography/works/${a}${path}`, { key: stranger.key, ...(method === 'PATCH' && { body: { favourite: true } }), ...(method === 'POST' && { body: {} }) })).status).toBe(404)
    const theirs = await create({ uploadIds: uploads }, { key: stranger.key })
    expect(theirs.body.fields).toEqual(uploads.map((_, i) => expect.objectContaining({ pointer: `/uploadIds/${i}`, code: 'file_unknown' })))
  })

  // SPEC: S4.5 A3
  test('a star of photography is seen in the library and back, also where it was given before anything was made', async () => {
    const starred = async () => (await server.ask<LibraryList>('GET', '/api/library?favourite=true&studio=photography', { key: user.key })).body.items.map((item) => item.id)
    const inLibrary = (method: 'PUT' | 'DELETE', fileId: string) => server.ask(method, `/api/library/${fileId}/favourite`, { key: user.key, ...(method === 'PUT' && { body: {} }) })
    const mark = (id: string, favourite: boolean) => server.ask('PATCH', `/api/photography/works/${id}`, { key: user.key, body: { favourite } })
    const favourites = async () => (await server.ask<WorkList>('GET', '/api/photography/works?favourites=true', { key: user.key })).body.items.map((work) => work.id)
    const before = await favourites()
    for (const id of before) await mark(id, false)

    renderer.behave = () => {}
    const { workId } = (await create({ count: 2 })).body
    const calls = [await renderer.called('photograph', 1), await renderer.called('photograph', 2)]
    await mark(workId, true)
    calls[0]!.finish()
    calls[1]!.fail(new NoPersonFound())
    const half = await until(workId, closed)
    const first = half.photographs.find((photograph) => photograph.fileId !== null)!.fileId!
    expect([half.favourite, await starred(), await favourites()]).toEqual([true, [first], [workId]])

    // what is made again comes with the star of its work
    renderer.behave = null
    await act(workId, 'retry')
    const whole = await until(workId, (work) => work.status === 'COMPLETED' && work.can.length === 1)
    const second = whole.photographs.find((photograph) => photograph.fileId !== first)!.fileId!
    expect(await starred()).toEqual([first, second].toSorted().reverse())

    // one star off leaves the others; the last one off takes the work along, any one on brings it back
    await inLibrary('DELETE', first)
    expect([await starred(), await favourites(), (await read(workId)).favourite]).toEqual([[second], [workId], true])
    await inLibrary('DELETE', second)
    expect([await starred(), await favourites(), (await read(workId)).favourite]).toEqual([[], [], false])
    await inLibrary('PUT', first)
    expect([await starred(), await favourites(), (await read(workId)).favourite]).toEqual([[first], [workId], true])
    await mark(workId, false)
    expect([await starred(), await favourites()]).toEqual([[], []])

    // both stars off at once, from two devices: both stay off
    await mark(workId, true)
    await Promise.all([inLibrary('DELETE', first), inLibrary('DELETE', second)])
    expect([await starred(), await favourites()]).toEqual([[], []])

    await mark(workId, true)
    await server.ask('DELETE', `/api/photography/works/${workId}`, { key: user.key })
    expect([await starred(), await favourites(), await sql('select from favourite where subject_id = $1', [workId])]).toEqual([[], [], []])
  })

  test('stars of the release before move; what was thrown away stays away', async () => {
    const { rows } = await asBefore(`
      insert into subject values ('00000000-0000-7000-8000-00000000000a'), ('00000000-0000-7000-8000-00000000000b');
      insert into favourite values (gen_random_uuid(), gen_random_uuid(), now());
      insert into photo_work_mark values
        ('00000000-0000-7000-8000-00000000000a', gen_random_uuid(), '2026-11-01', null),
        ('00000000-0000-7000-8000-00000000000b', gen_random_uuid(), '2026-11-02', '2026-11-03'),
        (gen_random_uuid(), gen_random_uuid(), null, null);`)
    expect(rows).toEqual([{ stars: ['00000000-0000-7000-8000-00000000000a'], files: 1, thrown: ['00000000-0000-7000-8000-00000000000b'] }])
  })

  // SPEC: S4.5
  test('a work is not thrown away while it is made, nor made again once it is gone', async () => {
    renderer.behave = () => {}
    const { workId } = (await create({ count: 1 })).body
    expect((await server.ask<Problem>('DELETE', `/api/photography/works/${workId}`, { key: user.key })).body).toMatchObject({ code: 'illegal_event', can: ['cancel'] })
    await act(workId, 'cancel')
    await until(workId, closed)
    expect((await server.ask('DELETE', `/api/photography/works/${workId}`, { key: user.key })).status).toBe(204)
    expect((await act(workId, 'retry')).status).toBe(404)
  })
})

// SPEC: S4.2
test('a submit takes less than 200 ms, however long the AI takes', async () => {
  renderer.behave = () => {}
  const took: number[] = []
  for (let i = 0; i < 3; i++) {
    const sentAt = performance.now()
    const { workId } = (await create({ count: 4 })).body
    took.push(performance.now() - sentAt)
    await act(workId, 'cancel')
  }
  // the fastest: a busy machine is not what is asked about
  expect(Math.min(...took)).toBeLessThan(200)
})

describe('money and keys', () => {
  test('the same key is the same work; another body under it is refused', async () => {
    const headers = { 'idempotency-key': 'shot-1' }
    const [a, b] = await Promise.all([create({ count: 1, seed: 1 }, { headers }), create({ count: 1, seed: 1 }, { headers })])
    expect(b.body).toEqual(a.body)
    expect((await create({ count: 2, seed: 1 }, { headers })).body).toMatchObject({ status: 409, code: 'idempotency_conflict' })
    // what it holds is settled before others look at the credits
    await until(a.body.workId, closed)
  })

  test('the price on the button is the price that is paid; a stale one is refused; too few credits create nothing', async () => {
    const quote = await server.ask('POST', '/api/photography/quotes', { key: user.key, body: { count: 4 } })
    expect(quote.body).toMatchObject({ credits: 4 * price, sufficient: true })
    expect((await create({ count: 2, priceVersion: 'old' })).body).toMatchObject({ status: 409, code: 'price_changed', prices: { photograph: price, priceVersion: quote.body.priceVersion } })
    const poor = await server.account(price - 1)
    const own = await upload(300, 300, poor.key)
    expect((await create({ uploadIds: [own], count: 1 }, { key: poor.key })).body).toMatchObject({ status: 402, code: 'insufficient_credits' })
    expect((await server.ask<WorkList>('GET', '/api/photography/works', { key: poor.key })).body.items).toEqual([])
  })
})

// SPEC: S4.1
test('scenes come with names, pictures and choices in both languages', async () => {
  const { body } = await server.ask<PhotoSceneList>('GET', '/api/photography/scenes', { key: user.key, headers: { 'accept-language': 'zh' } })
  expect(body.items.length).toBeGreaterThanOrEqual(12)
  expect(body.items.find((scene) => scene.id === 'id-photo')).toMatchObject({ name: '证件照', colours: expect.arrayContaining([{ id: 'blue', name: '蓝色' }]), times: ['day'] })
  for (const scene of body.items) {
    const picture = await fetch(server.url + scene.pictureUrl)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(picture.headers.get('cache-control')).toContain('immutable')
    await picture.arrayBuffer()
  }
  expect((await server.ask('GET', '/api/photography/scenes/nowhere/picture')).status).toBe(404)
})

// SPEC: S4.3
describe('bad input is named, and nothing is held', () => {
  const mark = { type: 'text', text: 'x', colour: 'light', placement: 'single', position: 'center', opacity: 0.5, size: 0.3 }
  test.each<[string, () => object | Promise<object>, { pointer: string; code: string }[]]>([
    ['no uploads', () => ({ uploadIds: [] }), [{ pointer: '/uploadIds', code: 'out_of_range' }]],
    ['uploads that are no ids', () => ({ uploadIds: ['nonsense'] }), [{ pointer: '/uploadIds/0', code: 'invalid' }]],
    ['an upload that is not there', () => ({ uploadIds: ['0190a0b0-0000-7000-8000-000000000000'] }), [{ pointer: '/uploadIds/0', code: 'file_unknown' }]],
    ['a picture too small to photograph anybody', async () => ({ uploadIds: [uploads[0], await upload(90, 300)] }), [{ pointer: '/uploadIds/1', code: 'picture_too_small' }]],
    ['a scene that is not there', () => ({ sceneId: 'moon' }), [{ pointer: '/sceneId', code: 'not_one_of' }]],
    ['a time the scene does not have', () => ({ sceneId: 'library', parameters: { time: 'day' } }), [{ pointer: '/parameters/time', code: 'not_one_of' }]],
    ['a colour the scene does not have', () => ({ sceneId: 'id-photo', parameters: { colour: 'plaid' } }), [{ pointer: '/parameters/colour', code: 'not_one_of' }]],
    ['a colour where there is none to choose', () => ({ parameters: { colour: 'blue' } }), [{ pointer: '/parameters/colour', code: 'unknown_field' }]],
    ['too many photographs', () => ({ count: 5 }), [{ pointer: '/count', code: 'out_of_range' }]],
    ['a shape nobody makes', () => ({ aspect: '2:1' }), [{ pointer: '/aspect', code: 'invalid' }]],
    ['a wish that is a novel', () => ({ parameters: { clothing: '裙'.repeat(201) } }), [{ pointer: '/parameters/clothing', code: 'text_too_long' }]],
    ['half an emoji', () => ({ parameters: { clothing: '\ud83d' } }), [{ pointer: '/parameters/clothing', code: 'invalid' }]],
    ['a watermark that says nothing', () => ({ watermark: { ...mark, text: ' \u200b ' } }), [{ pointer: '/watermark/text', code: 'required' }]],
    ['a watermark of a stranger’s picture', () => ({ watermark: { ...mark, type: 'image', text: undefined, colour: undefined, uploadId: '0190a0b0-0000-7000-8000-000000000000' } }), [{ pointer: '/watermark/uploadId', code: 'file_unknown' }]],
    ['a model that looks at no pictures', () => ({ models: { image: 'local:picture' } }), [{ pointer: '/models/image', code: 'model_without_references' }]],
    ['a model that makes something else', () => ({ models: { image: 'local:relief' } }), [{ pointer: '/models/image', code: 'wrong_model_kind' }]],
    ['a field nobody knows', () => ({ style: 'x' }), [{ pointer: '/style', code: 'unknown_field' }]],
  ])('%s', async (_, body, fields) => {
    const answer = await create(await body())
    expect(answer.status).toBe(400)
    expect(answer.body.fields?.map(({ pointer, code }) => ({ pointer, code }))).toEqual(fields)
    expect((await credits()).held).toBe(0)
  })

  test('the same picture twice is one; emoji and right-to-left wishes are taken', async () => {
    const { workId } = (await create({ uploadIds: [uploads[0], uploads[0]], count: 1, parameters: { clothing: '👗 معطف أحمر' } })).body
    const work = await until(workId, closed)
    expect(work.uploads).toHaveLength(1)
    expect(work.parameters.clothing).toBe('👗 معطف أحمر')
    const [{ prompt }] = await sql(`select input->'request'->>'prompt' as prompt from job_data where subject_id = $1 and input->'request' is not null`, [workId])
    expect(prompt).toContain('Wearing 👗 معطف أحمر.')
    // a film is no portrait
    const call: Call | undefined = renderer.calls.at(-1)
    expect(call?.kind).toBe('photograph')
  })
})
