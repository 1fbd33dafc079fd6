/** The library over HTTP: what is in it, how it is found, where things came from, deleting and packing. */
import { Client } from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import type { LibraryDetails, LibraryItem, LibraryList, LibraryTimeline, PackedFiles, UploadAnswer } from '../api/contract-media.ts'
import { testRenderer } from '../api/testing/renderer.ts'
import { startTestServer, type Answer, type Problem, type Task, type TestServer } from '../api/testing/server.ts'

let server: TestServer
let user: { id: string; key: string }
const renderer = testRenderer()

beforeAll(async () => {
  server = await startTestServer({ studio: renderer })
  user = await server.account(10_000)
})
afterAll(() => server.stop())

const ask = <T>(method: string, path: string, body?: unknown, key = user.key): Promise<Answer<T>> => server.ask<T>(method, path, { key, ...(body !== undefined && { body }) })
const list = async (query = '', key = user.key) => (await ask<LibraryList>('GET', `/api/library${query}`, undefined, key)).body.items
const titles = async (query: string) => (await list(query)).map((item) => item.title)

async function pictures(prompt: string, count = 1, key = user.key): Promise<Task> {
  const { body } = await ask<Task>('POST', '/api/tasks', { prompt, count, seed: 7 }, key)
  return await server.until(key, body.id, (task) => task.status === 'IMAGE_COMPLETED')
}
async function model(task: Task): Promise<Task> {
  await ask('PATCH', `/api/tasks/${task.id}`, { selectedImageIndex: 0 })
  return await server.until(user.key, task.id, (t) => t.status === 'MODEL_COMPLETED')
}
let grey = 0
async function bring(name: string, key = user.key): Promise<string> {
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: { r: ++grey, g: grey, b: grey } } }).png().toBuffer()
  const { body } = await ask<UploadAnswer>('POST', '/api/uploads', { files: [{ name, data: png.toString('base64') }] }, key)
  return body.items[0]!.id
}
const idOf = (url: string | null | undefined) => url!.split('/').at(-1)!
async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

let fox: Task
let foxModel: Task
let cat: Task
let portrait: string
beforeAll(async () => {
  fox = await pictures('A red fox in fresh snow, the Café at dusk', 2)
  foxModel = await model(fox)
  cat = await pictures('一只在雪中睡觉的橘猫')
  portrait = await bring('Tante Käthe.png')
})

describe('lists', () => {
  // SPEC: A3
  test('everything of every studio, newest first, with what a grid shows', async () => {
    const items = await list()
    expect(items.map(({ kind, studio, uploaded }) => [kind, studio, uploaded])).toEqual([
      ['image', null, true],
      ['image', 'image-to-3d', false],
      ['model3d', 'image-to-3d', false],
      ['image', 'image-to-3d', false],
      ['image', 'image-to-3d', false],
    ])
    const [upload, zh, glb] = items as [LibraryItem, LibraryItem, LibraryItem]
    expect(upload).toMatchObject({ id: portrait, title: 'Tante Käthe.png', name: 'Tante Käthe.png', width: 40, height: 30, favourite: false, jobId: null })
    expect(zh).toMatchObject({ title: '一只在雪中睡觉的橘猫', name: null, jobId: cat.images[0]!.jobId, placeholder: expect.stringMatching(/^data:/) })
    expect(glb).toMatchObject({ mime: 'model/gltf-binary', title: fox.prompt })
    for (const { previewUrl } of items) expect((await server.ask('GET', previewUrl!, { key: user.key })).status).toBe(200)
    expect(upload.previewUrl).not.toBe(upload.url)
  })

  test.each<[string, number]>([
    ['?kind=image', 4],
    ['?kind=upload', 1],
    ['?kind=model3d', 1],
    ['?kind=video', 0],
    ['?studio=image-to-3d', 4],
    ['?studio=film', 0],
    ['?kind=image&studio=image-to-3d', 3],
    ['?from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z', 0],
    ['?from=2000-01-01T00:00:00%2B02:00', 5],
  ])('filter %s', async (query, count) => expect(await list(query)).toHaveLength(count))

  test.each<[string, string[]]>([
    ['fox', [fox_(), fox_(), fox_()]],
    ['FO sno', [fox_(), fox_(), fox_()]],
    ['cafe', [fox_(), fox_(), fox_()]],
    ['fox cat', []],
    ['snowman', []],
    ['橘猫', ['一只在雪中睡觉的橘猫']],
    ['猫', ['一只在雪中睡觉的橘猫']],
    ['雪中睡觉', ['一只在雪中睡觉的橘猫']],
    ['猫橘', []],
    ['kathe', ['Tante Käthe.png']],
    [`'; drop table file; --`, []],
    ['🦊', []],
  ])('search for %s', async (q, found) => expect(await titles(`?q=${encodeURIComponent(q)}`)).toEqual(found))

  test('page by page, nothing twice and nothing left out, also from the middle', async () => {
    const all = (await list()).map((item) => item.id)
    const first = (await ask<LibraryList>('GET', '/api/library?limit=2')).body
    const second = (await ask<LibraryList>('GET', `/api/library?limit=2&cursor=${first.nextCursor}`)).body
    const third = (await ask<LibraryList>('GET', `/api/library?limit=2&cursor=${second.nextCursor}`)).body
    expect([...first.items, ...second.items, ...third.items].map((item) => item.id)).toEqual(all)
    expect(third.nextCursor).toBeNull()
    expect((await list(`?startAt=${all[2]}&limit=2`)).map((item) => item.id)).toEqual(all.slice(2, 4))
  })

  test('the timeline counts by month and marks where chunks begin', async () => {
    const { body } = await ask<LibraryTimeline>('GET', '/api/library/timeline')
    const newest = (await list())[0]!
    expect(body).toEqual({ total: 5, months: [{ month: newest.createdAt.slice(0, 7), count: 5 }], chunk: 120, marks: [newest.id] })
    expect((await ask<LibraryTimeline>('GET', '/api/library/timeline?q=nothing')).body).toMatchObject({ total: 0, months: [], marks: [] })
  })

  test.each(['?kind=gif', '?limit=0', '?from=yesterday', '?cursor=1', '?what=1', `?q=${'x'.repeat(201)}`])('query %s is refused', async (query) => {
    expect((await ask<Problem>('GET', `/api/library${query}`)).status).toBe(400)
  })

  test('another account’s library is its own', async () => {
    const other = await server.account()
    expect(await list('', other.key)).toEqual([])
    for (const [method, path] of [['GET', ''], ['PUT', '/favourite'], ['DELETE', '']] as const)
      expect((await ask(method, `/api/library/${portrait}${path}`, method === 'PUT' ? {} : undefined, other.key)).status).toBe(404)
    expect((await ask<{ missing: string[] }>('POST', '/api/library/delete', { ids: [portrait] }, other.key)).body).toEqual({ deleted: [], inUse: [], missing: [portrait] })
    expect((await ask('POST', '/api/library/zip', { ids: [portrait] }, other.key)).status).toBe(404)
    expect((await ask('GET', `/api/library/${portrait}`)).status).toBe(200)
  })

  test('an emptied index fills itself again', async () => {
    await rows('delete from library_entry where made_at < now()')
    const other = await startTestServer({ studio: renderer, databaseUrl: server.databaseUrl })
    try {
      const { body } = await other.ask<LibraryList>('GET', '/api/library?q=fox', { key: user.key })
      expect(body.items).toHaveLength(3)
    } finally {
      await other.stop()
    }
  })
})

function fox_(): string {
  return 'A red fox in fresh snow, the Café at dusk'
}

// SPEC: A3
describe('favourites', () => {
  test('marked, found, unmarked; twice is fine', async () => {
    for (let n = 0; n < 2; n++) expect((await ask('PUT', `/api/library/${portrait}/favourite`, {})).status).toBe(204)
    expect((await list('?favourite=true')).map((item) => [item.id, item.favourite])).toEqual([[portrait, true]])
    for (let n = 0; n < 2; n++) expect((await ask('DELETE', `/api/library/${portrait}/favourite`)).status).toBe(204)
    expect(await list('?favourite=true')).toEqual([])
  })
})

describe('one item', () => {
  // SPEC: A3 U13 U17
  test('a picture knows its prompt, seed, price and what was made of it; the model what it was made from', async () => {
    const picture = idOf(foxModel.images[0]!.url)
    const { body } = await ask<LibraryDetails>('GET', `/api/library/${picture}`)
    expect(body.made).toMatchObject({ jobId: fox.images[0]!.jobId, jobKind: 'image_generation', subject: { kind: 'task', id: fox.id }, prompt: fox.prompt, seed: fox.images[0]!.seed, paid: 5, model: 'local:picture' })
    expect(body.sources).toEqual([])
    expect(body.results.map((item) => item.id)).toEqual([idOf(foxModel.model!.url)])
    const made = await ask<LibraryDetails>('GET', `/api/library/${idOf(foxModel.model!.url)}`)
    expect(made.body.sources.map((item) => item.id)).toEqual([picture])
    expect(made.body.made).toMatchObject({ paid: 20, prompt: fox.prompt })
    expect(made.text).not.toMatch(/storageKey/)
  })

  test('an upload was made by nobody here', async () => {
    expect((await ask<LibraryDetails>('GET', `/api/library/${portrait}`)).body).toMatchObject({ made: null, sources: [], results: [] })
  })
})

// SPEC: A2 A3
describe('deleting', () => {
  test('the bytes go too, with the preview', async () => {
    const id = await bring('gone.png')
    const { body } = await ask<LibraryDetails>('GET', `/api/library/${id}`)
    await ask('PUT', `/api/library/${id}/favourite`, {})
    expect((await ask('DELETE', `/api/library/${id}`)).status).toBe(204)
    for (const url of [body.url, body.previewUrl!]) expect((await ask('GET', url)).status).toBe(404)
    expect((await ask('DELETE', `/api/library/${id}`)).status).toBe(404)
    expect(await rows(`select from storage_removal`)).toEqual([])
  })

  test('what something was made from is refused, naming it, and deleted when forced; the thing made stays', async () => {
    const task = await model(await pictures('a lighthouse'))
    const [picture, glb] = [idOf(task.images[0]!.url), idOf(task.model!.url)]
    const refused = await ask<Problem>('DELETE', `/api/library/${picture}`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'in_use', uses: [{ subject: { kind: 'task', id: task.id }, title: 'a lighthouse', open: false }] } })
    expect((await ask('DELETE', `/api/library/${picture}?force=true`)).status).toBe(204)
    expect((await ask('GET', `/api/library/${glb}`)).status).toBe(200)
    // the task still stands, without that picture
    const after = await ask<Task>('GET', `/api/tasks/${task.id}`)
    expect(after.body).toMatchObject({ status: 'MODEL_COMPLETED', images: [{ status: 'COMPLETED', url: null }] })
    await ask('DELETE', `/api/library/${glb}`)
    expect(await ask<Problem>('POST', `/api/tasks/${task.id}/retry`, {})).toMatchObject({ status: 409 })
  })

  test('what work under way reads stays, even when forced', async () => {
    const task = await pictures('a castle')
    renderer.behave = (call) => (call.kind === 'relief' ? undefined : call.finish())
    await ask('PATCH', `/api/tasks/${task.id}`, { selectedImageIndex: 0 })
    const call = await renderer.called('relief', renderer.calls.filter((c) => c.kind === 'relief').length + 1)
    const picture = idOf(task.images[0]!.url)
    const answer = await ask<Problem>('DELETE', `/api/library/${picture}?force=true`)
    expect(answer).toMatchObject({ status: 409, body: { uses: [{ open: true }] } })
    renderer.behave = null
    call.finish()
    await server.until(user.key, task.id, (t) => t.status === 'MODEL_COMPLETED')
  })

  test('several at once: each by itself; what is deleted together needs nobody', async () => {
    const task = await model(await pictures('a harbour'))
    const [picture, glb] = [idOf(task.images[0]!.url), idOf(task.model!.url)]
    const id = await bring('one.png')
    const first = await ask<{ deleted: string[]; inUse: { id: string }[] }>('POST', '/api/library/delete', { ids: [picture, id, idOf(task.images[0]!.previewUrl)] })
    expect(first.body).toMatchObject({ deleted: [id], inUse: [{ id: picture }], missing: [idOf(task.images[0]!.previewUrl)] })
    expect((await ask<{ deleted: string[] }>('POST', '/api/library/delete', { ids: [picture, glb] })).body.deleted.toSorted()).toEqual([picture, glb].toSorted())
  })

  test('a picture that is gone can no longer be chosen', async () => {
    const task = await pictures('a bridge')
    await ask('DELETE', `/api/library/${idOf(task.images[0]!.url)}`)
    expect(await ask<Problem>('PATCH', `/api/tasks/${task.id}`, { selectedImageIndex: 0 })).toMatchObject({ status: 409, body: { code: 'illegal_event' } })
  })
})

// SPEC: A3
test('several as one ZIP, whole, with names people understand', async () => {
  const same = [await bring('猫.png'), await bring('猫.png')]
  const ids = [...same, idOf(fox.images[1]!.url)]
  const { status, body } = await ask<PackedFiles>('POST', '/api/library/zip', { ids })
  expect([status, body.files]).toEqual([201, 3])
  const response = await fetch(`${server.url}${body.url}`, { headers: { authorization: `Bearer ${user.key}` } })
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(response.headers.get('content-length')).toBe(String(bytes.length))
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="safelight-\d{4}-\d\d-\d\d\.zip"$/)
  const day = new Date().toISOString().slice(0, 10)
  expect(await unpack(bytes)).toEqual([
    [`${day} 猫.png`, 'PNG'],
    [`${day} 猫 (2).png`, 'PNG'],
    [`${day} A red fox in fresh snow, the Café at dusk.png`, 'pic'],
  ])
  const other = await server.account()
  expect((await ask('GET', body.url, undefined, other.key)).status).toBe(404)
})

/** Names, and what each begins with. */
function unpack(bytes: Buffer): Promise<[string, string][]> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      const found: [string, string][] = []
      zip.on('end', () => resolve(found))
      zip.on('entry', (entry: { fileName: string }) => {
        zip.openReadStream(entry as never, async (failed, stream) => {
          if (failed) return reject(failed)
          const parts: Buffer[] = []
          for await (const part of stream) parts.push(part as Buffer)
          const head = Buffer.concat(parts)
          found.push([entry.fileName, head.toString('latin1', head[0] === 0x89 ? 1 : 0, head[0] === 0x89 ? 4 : 3)])
          zip.readEntry()
        })
      })
      zip.readEntry()
    })
  })
}
