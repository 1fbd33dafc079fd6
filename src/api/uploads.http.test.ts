/** Files people bring: what is taken, what is refused and how it is said, and that nothing is half stored. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDiskStorage } from '../media/storage-disk.ts'
import { StorageError, type Storage } from '../media/storage.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Upload, UploadAnswer } from './contract-media.ts'
import { ffmpegs, ffprobe, makeWith } from '../testing/moving-pictures.ts'
import { testRenderer } from './testing/renderer.ts'
import { startTestServer, type Answer, type Problem, type TestServer } from './testing/server.ts'

let server: TestServer
let user: { id: string; key: string }
let folder: string
let full = false
const disk: { storage: Storage } = { storage: undefined as never }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-uploads-'))
  disk.storage = createDiskStorage(folder)
  const storage: Storage = {
    ...disk.storage,
    put: (key, body) => (full ? Promise.reject(new StorageError('no_space', 'The disk is full.')) : disk.storage.put(key, body)),
  }
  server = await startTestServer({ studio: testRenderer(), storage })
  user = await server.account()
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

type Part = { name?: string; bytes: Uint8Array; mime?: string }

function send(parts: Part[], { key = user.key, query = '', headers = {} }: { key?: string | null; query?: string; headers?: Record<string, string> } = {}): Promise<Answer<UploadAnswer & Problem>> {
  const form = new FormData()
  for (const { name = 'a.png', bytes, mime = 'application/octet-stream' } of parts) form.append('files', new Blob([bytes as BlobPart], { type: mime }), name)
  return server.ask('POST', `/api/uploads${query}`, { key, raw: form as never, headers })
}
const sendOne = async (part: Part) => (await send([part])).body.items[0] as Upload

/** every picture another, so that none is known already */
let colour = 0
const plain = (width = 64, height = 48, channels: 3 | 4 = 3) => sharp({ create: { width, height, channels, background: { r: ++colour % 256, g: (colour * 7) % 256, b: 90, alpha: 0.5 } } })
const png = () => plain().png().toBuffer()

const stored = async (upload: { url: string }) => {
  const response = await fetch(`${server.url}${upload.url}`, { headers: { authorization: `Bearer ${user.key}` } })
  return Buffer.from(await response.arrayBuffer())
}

async function count(table: string): Promise<number> {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    return Number((await client.query(`select count(*) from ${table}`)).rows[0].count)
  } finally {
    await client.end()
  }
}
const bytesKept = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length

describe('what is taken', () => {
  // SPEC: S4.3 A2
  test('several pictures at once, in order, with preview and placeholder', async () => {
    const answer = await send([
      { name: '猫 🐈.png', bytes: await plain(1200, 800).png().toBuffer() },
      { name: 'b.jpg', bytes: await plain(60, 90).jpeg().toBuffer() },
      { name: 'c.webp', bytes: await plain(50, 50, 4).webp().toBuffer() },
    ])
    expect(answer.status).toBe(201)
    expect(answer.body.refused).toEqual([])
    expect(answer.body.items.map(({ index, name, kind, mime, width, height, known }) => ({ index, name, kind, mime, width, height, known }))).toEqual([
      { index: 0, name: '猫 🐈.png', kind: 'image', mime: 'image/png', width: 1200, height: 800, known: false },
      { index: 1, name: 'b.jpg', kind: 'image', mime: 'image/jpeg', width: 60, height: 90, known: false },
      { index: 2, name: 'c.webp', kind: 'image', mime: 'image/webp', width: 50, height: 50, known: false },
    ])
    const first = answer.body.items[0]!
    expect(first.placeholder).toMatch(/^data:image\/webp;base64,/)
    const kept = await stored(first)
    expect(kept.length).toBe(first.bytes)
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'png', width: 1200, height: 800 })
    expect(await sharp(await stored({ url: first.previewUrl! })).metadata()).toMatchObject({ format: 'webp', width: 512, height: 341 })
  })

  // SPEC: S4.3
  test('EXIF, XMP and GPS are gone, and a picture lying on its side is turned upright', async () => {
    const bytes = await plain(80, 40)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
      .withXmp('<?xpacket?><x:xmpmeta xmlns:x="adobe:ns:meta/"><place>home</place></x:xmpmeta>')
      .withMetadata({ orientation: 6 })
      .toBuffer()
    expect(await sharp(bytes).metadata()).toMatchObject({ orientation: 6, width: 80 })
    const item = await sendOne({ name: 'side.jpg', bytes })
    expect(item).toMatchObject({ width: 40, height: 80, changes: ['turned_upright'] })
    const kept = await stored(item)
    const about = await sharp(kept).metadata()
    expect([about.exif, about.xmp, about.icc, about.orientation]).toEqual([undefined, undefined, undefined, undefined])
    expect(kept.includes('somebody') || kept.includes('home') || kept.includes('Exif')).toBe(false)
  })

  test('CMYK becomes sRGB', async () => {
    const item = await sendOne({ bytes: await plain().toColourspace('cmyk').jpeg().toBuffer() })
    expect(item.changes).toEqual(['colours_converted'])
    expect((await sharp(await stored(item)).metadata()).space).toBe('srgb')
  })

  test('of an animation the first frame is kept', async () => {
    const frames = Buffer.concat([Buffer.alloc(32 * 32 * 3, 20), Buffer.alloc(32 * 32 * 3, 220)])
    const bytes = await sharp(frames, { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } }).webp({ delay: [100, 100] }).toBuffer()
    const item = await sendOne({ name: 'moves.webp', bytes })
    expect(item).toMatchObject({ width: 32, height: 32, changes: ['first_frame'] })
    expect((await sharp(await stored(item)).metadata()).pages).toBeUndefined()
  })

  test('AVIF becomes JPEG, and is saved under that name', async () => {
    const item = await sendOne({ name: 'new.avif', bytes: await plain().avif({ effort: 0 }).toBuffer() })
    expect(item).toMatchObject({ mime: 'image/jpeg', changes: ['format_changed'] })
    const answer = await server.ask('GET', `${item.url}?download=1`, { key: user.key })
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="new.jpg"')
  })

  // SPEC: S4.3
  test('a lying name and a lying type are corrected by the bytes', async () => {
    expect(await sendOne({ name: 'photo.mp4', mime: 'video/mp4', bytes: await png() })).toMatchObject({ kind: 'image', mime: 'image/png' })
  })

  test('a path, a NUL or a turned text direction in the name is taken out', async () => {
    expect((await sendOne({ name: '../../etc/\u202egnp.exe\u0000', bytes: await png() })).name).toBe('gnp.exe')
  })

  test('the same bytes again are the same file, also when both come at once; another account gets its own', async () => {
    const bytes = await png()
    const before = await bytesKept()
    const [a, b] = await Promise.all([sendOne({ bytes }), sendOne({ bytes, name: 'again.png' })])
    const c = await sendOne({ bytes })
    expect(new Set([a.id, b.id, c.id]).size).toBe(1)
    expect(c.known).toBe(true)
    expect(await bytesKept()).toBe(before + 2)
    const other = await server.account()
    const theirs = await send([{ bytes }], { key: other.key })
    expect(theirs.body.items[0]).toMatchObject({ known: false })
    expect(theirs.body.items[0]!.id).not.toBe(a.id)
  })

  // SPEC: S4.3 A9
  test('JSON with base64 or data: URIs', async () => {
    const [a, b] = [await png(), await png()]
    const answer = await server.ask<UploadAnswer>('POST', '/api/uploads', {
      key: user.key,
      body: { files: [{ name: 'a.png', data: a.toString('base64') }, { data: `data:image/png;base64,${b.toString('base64')}` }] },
    })
    expect(answer.status).toBe(201)
    expect(answer.body.items.map((item) => item.name)).toEqual(['a.png', ''])
  })
})

describe('films and sound', () => {
  let films: string
  const at = (name: string) => join(films, name)
  const bytesOf = (name: string) => readFile(at(name))
  /** an MP4 made longer by an atom of nothing: large, and quick to read */
  const of200 = async () => {
    const film = await bytesOf('film.mp4')
    const nothing = Buffer.alloc(200 * 1024 * 1024 - film.length)
    nothing.writeUInt32BE(nothing.length)
    nothing.write('free', 4, 'latin1')
    return Buffer.concat([film, nothing])
  }
  const probed = async (item: Upload) => {
    await writeFile(at('kept'), await stored(item))
    return (await ffprobe(at('kept'))) as Awaited<ReturnType<typeof ffprobe>> & { format: { tags?: Record<string, string> } }
  }

  beforeAll(async () => {
    films = await mkdtemp(join(tmpdir(), 'safelight-films-'))
    const [ffmpeg] = await ffmpegs()
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=192x108:rate=10:duration=2']
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=2']
    const told = ['-metadata', 'title=home', '-metadata', 'location=+48.85+002.35/']
    await makeWith(ffmpeg, [...picture, ...tone, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '5', '-c:a', 'aac', '-movflags', '+faststart', ...told, at('film.mp4')])
    await makeWith(ffmpeg, [...picture, ...tone, '-c:v', 'mjpeg', '-c:a', 'pcm_s16le', ...told, at('camera.mov')])
    await makeWith(ffmpeg, ['-f', 'lavfi', '-i', 'color=size=16x16:rate=1:duration=200', '-c:v', 'mjpeg', at('long.mov')])
    await makeWith(ffmpeg, [...tone, ...told, at('voice.wav')])
  })
  afterAll(() => rm(films, { recursive: true, force: true }))

  test('a film is kept as it is, without what it told, with a still and a few moving seconds', async () => {
    const item = await sendOne({ name: 'holiday.mp4', bytes: await bytesOf('film.mp4') })
    expect(item).toMatchObject({ kind: 'video', mime: 'video/mp4', width: 192, height: 108, changes: [], placeholder: expect.stringMatching(/^data:image/) })
    expect(item.seconds).toBeCloseTo(2, 0)
    const { streams, format } = await probed(item)
    expect(streams.map((stream) => stream.codec_name)).toEqual(['h264', 'aac'])
    expect(JSON.stringify(format.tags)).not.toMatch(/home|48\.85/)
    expect(await sharp(await stored({ url: item.previewUrl! })).metadata()).toMatchObject({ format: 'webp', width: 192 })
    expect((await stored({ url: `${item.url}?size=hover` })).subarray(4, 8).toString()).toBe('ftyp')
    // all of it goes together
    const kept = await bytesKept()
    expect((await server.ask('DELETE', `/api/library/${item.id}`, { key: user.key })).status).toBe(204)
    expect(await bytesKept()).toBe(kept - 3)
  })

  test('what browsers cannot play is converted; sound is kept without its tags', async () => {
    const film = await sendOne({ name: 'camera.mov', bytes: await bytesOf('camera.mov') })
    expect(film).toMatchObject({ mime: 'video/mp4', changes: ['format_changed'] })
    expect((await probed(film)).streams.map((stream) => stream.codec_name)).toEqual(['h264', 'aac'])
    const voice = await sendOne({ name: 'voice.wav', bytes: await bytesOf('voice.wav') })
    expect(voice).toMatchObject({ kind: 'speech', mime: 'audio/wav', seconds: 2, previewUrl: null })
    expect((await stored(voice)).includes('home')).toBe(false)
  })

  test('of 200 MB, one that was cut off, and one too long to be converted', async () => {
    expect((await send([{ bytes: await of200() }])).body.items).toMatchObject([{ kind: 'video', width: 192 }])
    const answer = await send([{ bytes: (await bytesOf('film.mp4')).subarray(0, -9_000) }, { bytes: await bytesOf('long.mov') }], { headers: { 'accept-language': 'zh-CN' } })
    expect(answer).toMatchObject({ status: 400, body: { fields: [{ code: 'file_damaged' }, { code: 'video_not_playable', message: expect.stringMatching(/^浏览器无法播放.*3 分钟/) }] } })
  })
})

// SPEC: S4.3
describe('what is refused, file by file', () => {
  const noise = async () => sharp({ create: { width: 300, height: 300, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 120, sigma: 40 } } })

  test('one bad file of five stops no other', async () => {
    const good = await Promise.all([png(), png(), png(), png()])
    const answer = await send([...good.slice(0, 2).map((bytes) => ({ bytes })), { name: 'bad.png', bytes: Buffer.from('not a picture') }, ...good.slice(2).map((bytes) => ({ bytes }))])
    expect(answer.status).toBe(207)
    expect(answer.body.items.map((item) => item.index)).toEqual([0, 1, 3, 4])
    expect(answer.body.refused).toMatchObject([{ index: 2, name: 'bad.png', code: 'file_type' }])
  })

  test.each<[string, () => Promise<Uint8Array>, number, string]>([
    ['0 bytes', async () => new Uint8Array(), 400, 'file_empty'],
    ['text', async () => Buffer.from('<html>hello'), 415, 'file_type'],
    ['SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 415, 'file_type'],
    ['GIF', async () => plain().gif().toBuffer(), 415, 'file_type'],
    ['HEIC', async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 415, 'file_heic'],
    ['a truncated JPEG', async () => (await (await noise()).jpeg().toBuffer()).subarray(0, -200), 400, 'file_damaged'],
    ['a truncated PNG', async () => (await (await noise()).png().toBuffer()).subarray(0, 20_000), 400, 'file_damaged'],
    ['a truncated WebP', async () => (await (await noise()).webp().toBuffer()).subarray(0, -100), 400, 'file_damaged'],
    ['a head and nothing else', async () => (await png()).subarray(0, 24), 400, 'file_damaged'],
    ['101 megapixels', async () => sharp({ create: { width: 10_100, height: 10_000, channels: 3, background: '#123' } }).png({ compressionLevel: 9 }).toBuffer(), 413, 'too_many_pixels'],
  ])('%s', async (_, make, status, code) => {
    const before = [await bytesKept(), await count('file'), await count('storage_removal')]
    const answer = await send([{ bytes: await make() }], { headers: { 'accept-language': 'zh-CN' } })
    expect({ status: answer.status, code: answer.body.code, fields: answer.body.fields }).toMatchObject({ status, code: 'files_refused', fields: [{ pointer: '/files/0', code }] })
    expect(answer.body.fields![0]!.message).toMatch(/[一-鿿]/)
    expect([await bytesKept(), await count('file'), await count('storage_removal')]).toEqual(before)
  })

  test('a picture where only films are taken', async () => {
    expect(await send([{ bytes: await png() }], { query: '?accept=video' })).toMatchObject({ status: 415, body: { fields: [{ code: 'file_type' }] } })
  })

  test('a picture of 51 MiB stops being written at its limit', async () => {
    const bytes = Buffer.concat([await png(), Buffer.alloc(51 * 1024 * 1024)])
    expect(await send([{ bytes }])).toMatchObject({ status: 413, body: { fields: [{ code: 'file_too_large' }] } })
  })

  test('a full disk is said for each file, and nothing is half stored', async () => {
    const before = [await bytesKept(), await count('file')]
    full = true
    try {
      expect(await send([{ bytes: await png() }])).toMatchObject({ status: 500, body: { code: 'storage_failed' } })
      expect(await send([{ bytes: await png() }, { bytes: Buffer.from('text') }])).toMatchObject({ status: 400, body: { fields: [{ code: 'file_not_stored' }, { code: 'file_type' }] } })
    } finally {
      full = false
    }
    expect([await bytesKept(), await count('file'), await count('storage_removal')]).toEqual([...before, 0])
  })
})

test('without ffmpeg films are refused, saying what to install; pictures are taken', async () => {
  const without = await startTestServer({ databaseUrl: server.databaseUrl, role: 'api', env: { FFMPEG_PATH: '/nowhere/ffmpeg' } })
  try {
    const film = { data: Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1').toString('base64') }
    const bring = (files: object[]) => without.ask<UploadAnswer & Problem>('POST', '/api/uploads', { key: user.key, body: { files }, headers: { 'accept-language': 'zh-CN' } })
    expect(await bring([film])).toMatchObject({ status: 501, body: { code: 'files_refused', fields: [{ code: 'ffmpeg_missing', message: expect.stringContaining('安装 ffmpeg') }] } })
    expect(await bring([film, { data: (await png()).toString('base64') }])).toMatchObject({ status: 207, body: { items: [{ kind: 'image' }], refused: [{ code: 'ffmpeg_missing' }] } })
  } finally {
    await without.stop()
  }
})

describe('requests that make no sense', () => {
  test.each<[string, { raw?: string; body?: unknown; type?: string }, number, string]>([
    ['no files', { raw: '--x--\r\n', type: 'multipart/form-data; boundary=x' }, 400, 'invalid_input'],
    ['no boundary', { raw: 'x', type: 'multipart/form-data' }, 400, 'invalid_input'],
    ['cut off in the middle', { raw: '--x\r\ncontent-disposition: form-data; name="f"; filename="a.png"\r\n\r\n\x89PNG', type: 'multipart/form-data; boundary=x' }, 400, 'invalid_input'],
    ['another type', { raw: 'x', type: 'text/plain' }, 415, 'unsupported_media_type'],
    ['an empty list', { body: { files: [] } }, 400, 'invalid_input'],
    ['no list', { body: {} }, 400, 'invalid_input'],
    ['no base64', { body: { files: [{ data: 'ÄÖ' }] } }, 400, 'invalid_input'],
    ['an empty base64', { body: { files: [{ data: '' }] } }, 400, 'files_refused'],
  ])('%s', async (_, { raw, body, type }, status, code) => {
    const answer = await server.ask<Problem>('POST', '/api/uploads', { key: user.key, ...(raw !== undefined && { raw }), ...(body !== undefined && { body }), ...(type && { headers: { 'content-type': type } }) })
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  })

  test('21 files at once, an unknown kind, nobody signed in', async () => {
    const bytes = await png()
    expect(await send(Array.from({ length: 21 }, () => ({ bytes })))).toMatchObject({ status: 400, body: { fields: [{ code: 'too_many' }] } })
    expect(await send([{ bytes }], { query: '?accept=gif' })).toMatchObject({ status: 400, body: { fields: [{ pointer: '/query/accept' }] } })
    expect((await send([{ bytes }], { key: null })).status).toBe(401)
  })

  test('nothing is left in the staging folder', async () => {
    const data = (await readdir(tmpdir())).filter((name) => name.startsWith('safelight-http-'))
    for (const name of data) expect(await readdir(join(tmpdir(), name, 'staging')).catch(() => [])).toEqual([])
  })
})

describe('sending again', () => {
  test('the same key and bytes: the same answer; the same key and other bytes: 409', async () => {
    const headers = { 'idempotency-key': 'upload-1' }
    const bytes = await png()
    const first = await send([{ bytes }], { headers })
    const again = await send([{ bytes }], { headers })
    expect([first.status, again.status, again.body.items[0]!.id]).toEqual([201, 201, first.body.items[0]!.id])
    const before = await count('file')
    expect(await send([{ bytes: await png() }], { headers })).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect(await count('file')).toBe(before)
  })
})

// SPEC: A2
describe('a file’s address', () => {
  let item: Upload
  let kept: Buffer
  beforeAll(async () => {
    item = await sendOne({ name: 'Größe "1".png', bytes: await png() })
    kept = await stored(item)
  })
  const get = (headers: Record<string, string> = {}, query = '', method = 'GET') =>
    fetch(`${server.url}${item.url}${query}`, { method, headers: { authorization: `Bearer ${user.key}`, ...headers } })

  test('ranges: from the start, from the end, with If-Range, past the end', async () => {
    const part = async (range: string, more = {}) => {
      const response = await get({ range, ...more })
      return [response.status, response.headers.get('content-range'), Buffer.from(await response.arrayBuffer())] as const
    }
    const total = kept.length
    expect(await part('bytes=2-5')).toEqual([206, `bytes 2-5/${total}`, kept.subarray(2, 6)])
    expect(await part('bytes=-7')).toEqual([206, `bytes ${total - 7}-${total - 1}/${total}`, kept.subarray(-7)])
    expect(await part(`bytes=${total - 3}-`)).toEqual([206, `bytes ${total - 3}-${total - 1}/${total}`, kept.subarray(-3)])
    const etag = (await get()).headers.get('etag')!
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
    expect((await part('bytes=0-0', { 'if-range': etag }))[0]).toBe(206)
    expect((await part('bytes=0-0', { 'if-range': '"other"' }))[0]).toBe(200)
    expect((await part(`bytes=${total}-`)).slice(0, 2)).toEqual([416, `bytes */${total}`])
    expect((await get({ 'if-none-match': etag })).status).toBe(304)
  })

  test('HEAD, type and names', async () => {
    const head = await get({}, '', 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.headers.get('content-type'), head.headers.get('x-content-type-options')]).toEqual([200, String(kept.length), 'image/png', 'nosniff'])
    expect(head.headers.get('content-disposition')).toBe(`inline; filename="Gr__e _1_.png"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.png`)
    expect((await get({}, '?download=%E7%8C%AB')).headers.get('content-disposition')).toBe(`attachment; filename="_.png"; filename*=UTF-8''%E7%8C%AB.png`)
  })

  test('a signed address needs nobody signed in and opens this file alone; a foreign file does not exist', async () => {
    const { body } = await server.ask('POST', `${item.url}/sign`, { key: user.key, body: {} })
    const open = await fetch(`${server.url}${body.url}&size=preview`)
    expect([open.status, open.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect((await fetch(`${server.url}${body.url.replace(/sig=.{4}/, 'sig=AAAA')}`)).status).toBe(403)
    const other = await server.account()
    expect((await server.ask('GET', item.url, { key: other.key })).status).toBe(404)
    expect((await fetch(`${server.url}${item.url}`)).status).toBe(401)
  })
})

test('the stored file is on the disk as it was recorded', async () => {
  const item = await sendOne({ bytes: await png() })
  const path = join(folder, 'uploads', user.id, item.id, 'original.png')
  expect((await readFile(path)).length).toBe(item.bytes)
})
