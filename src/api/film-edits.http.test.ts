import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type FilmProject, type FilmShot } from './film-contract.ts'
import { readEvents } from './testing/events.ts'
import { filmingOn, holdOf, settled, shotConfig as config, statuses } from './testing/film.ts'
import { testFrames, testImage, testLook, testProvider, testVideo } from './testing/provider.ts'
import { startTestServer, type TestServer } from './testing/server.ts'

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

const texts = (film: FilmProject) => film.shots.map(({ text }) => text)

describe('editing', () => {
  // SPEC: S2.1
  test('while it is generated: what was bought stays as it was, and is shown to be outdated', async () => {
    const film = await filming()
    const [shot] = await film.shots('before')
    const held = hold()
    await film.generate({ of: 'shots' })
    await film.until(() => held.size === 1)
    expect((await film.ask<FilmShot>('PATCH', `/shots/${shot?.id}`, { text: 'after' })).body).toMatchObject({ text: 'after', runtime: { status: 'processing' } })
    expect([...held.keys()]).toEqual(['before'])
    held.get('before')?.finish()
    expect((await film.until(settled)).shots[0]).toMatchObject({ text: 'after', outdated: true })
    expect((await film.ask<FilmShot>('PATCH', `/shots/${shot?.id}`, { text: 'before' })).body.outdated).toBe(false)
  })

  test('a shot goes anywhere; two who move at once both succeed', async () => {
    const film = await filming()
    const ids = (await film.shots('a', 'b', 'c', 'd', 'e')).map(({ id }) => id)
    const move = (i: number, after: number | null) => film.ask('POST', `/shots/${ids[i]}/move`, { after: after === null ? null : ids[after] })
    await move(4, null)
    expect(texts(await film.read())).toEqual(['e', 'a', 'b', 'c', 'd'])
    const both = await Promise.all([move(0, 3), move(1, 4), move(2, null), move(3, 2)])
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const order = texts(await film.read())
    expect(order.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
    const copy = await film.ask<FilmShot>('POST', `/shots/${ids[1]}/duplicate`)
    expect(copy.status).toBe(201)
    expect(texts(await film.read()).filter((text) => text === 'b')).toHaveLength(2)
    expect((await film.ask('DELETE', `/shots/${copy.body.id}`)).status).toBe(204)
    expect(texts(await film.read())).toEqual(order)
    const first = await film.ask<{ items: FilmShot[] }>('POST', `/projects/${film.id}/shots`, { shots: [{ text: 'x' }, { text: 'y' }], after: null })
    expect(first.body.items.map(({ number }) => number)).toEqual([1, 2])
    expect((await move(0, null)).status).toBe(200)
    expect((await film.ask('POST', `/shots/${ids[0]}/move`, { after: copy.body.id })).body.fields).toMatchObject([{ pointer: '/after' }])
  })

  // SPEC: A3
  test('an asset that shots show is not deleted behind their back', async () => {
    const film = await filming()
    const asset = await film.asset()
    const [shot] = await film.shots({ text: 'a', references: [asset.id, asset.id] }, 'b')
    expect(shot?.references).toEqual([asset.id])
    const refused = await film.ask('DELETE', `/assets/${asset.id}`)
    expect(refused.body).toMatchObject({ status: 409, code: 'asset_in_use', items: [{ kind: 'shot', id: shot?.id, name: '1' }] })
    expect((await film.ask('DELETE', `/assets/${asset.id}?detach=true`)).status).toBe(204)
    expect((await film.read()).shots[0]?.references).toEqual([])
    expect((await film.read()).assets).toEqual([])
  })

  test('a shot that shows an asset without a picture waits for it, by name', async () => {
    const film = await filming()
    const asset = await film.asset({ name: 'Mira' })
    await film.shots({ text: 'a', references: [asset.id] })
    expect((await film.generate({ of: 'shots' })).body).toMatchObject({ status: 409, code: 'asset_without_picture', items: [{ kind: 'asset', id: asset.id, name: 'Mira' }] })
  })

  test('a model that begins with a picture is given the scene', async () => {
    const film = await filming()
    const prop = await film.asset()
    const scene = await film.asset({ role: 'scene', name: 'Island' })
    await film.generate({ of: 'assets' })
    const { assets } = await film.until(settled)
    const held = hold()
    await film.shots({ text: 'a', references: [prop.id, scene.id], config: { ...config, model: testFrames } })
    await film.generate({ of: 'shots' })
    await film.until(() => held.size === 1)
    expect(held.get('a')?.call.request).toMatchObject({ references: [], firstFrame: { fileId: assets[1]?.content?.fileId } })
    held.get('a')?.finish()
  })

  test('other devices hear of an edit; a film put away is gone, its jobs stopped, its files not', async () => {
    const film = await filming()
    const [shot] = await film.shots('a')
    const stream = await readEvents(`${server.url}/api/events`, film.key)
    await film.ask('PATCH', `/projects/${film.id}`, { name: 'Other', aspect: '9:16' })
    expect(await stream.next(({ type }) => type === 'film.changed')).toMatchObject({ subject: { kind: 'film_project', id: film.id } })
    await stream.close()
    expect(await film.read()).toMatchObject({ name: 'Other', aspect: '9:16' })
    const held = hold()
    await film.generate({ of: 'shots' })
    await film.until(() => held.size === 1)
    expect((await film.ask('DELETE', `/projects/${film.id}`)).status).toBe(204)
    expect((await film.ask('GET', `/projects/${film.id}`)).status).toBe(404)
    expect((await film.ask('PATCH', `/shots/${shot?.id}`, { text: 'b' })).status).toBe(404)
    expect((await server.ask('GET', '/api/film/projects', { key: film.key })).body.items).toEqual([])
    expect(await film.credits()).toEqual({ available: 1000, held: 0 })
  })
})

describe('bad input', () => {
  const nowhere = '00000000-0000-7000-8000-000000000000'
  test('is told by its field, and nothing happens', async () => {
    const film = await filming()
    const asset = await film.asset()
    const [shot] = await film.shots('a')
    const refused = async (method: string, path: string, body: object) => {
      const { status, body: problem } = await film.ask(method, path, body)
      return [status, problem.fields?.[0]?.pointer, problem.fields?.[0]?.code]
    }
    const assets = `/projects/${film.id}/assets`
    const shots = `/projects/${film.id}/shots`
    expect(await refused('POST', assets, { role: 'villain', name: 'x' })).toEqual([400, '/role', 'invalid'])
    expect(await refused('POST', assets, { role: 'prop', name: ' \u200b' })).toEqual([400, '/name', 'required'])
    expect(await refused('POST', assets, { role: 'prop', name: 'é🙂'.repeat(101) })).toEqual([400, '/name', 'prompt_too_long'])
    expect(await refused('POST', assets, { role: 'prop', name: 'x', prompt: 'a\0b' })).toEqual([400, '/prompt', 'invalid'])
    expect(await refused('POST', assets, { role: 'prop', name: 'x', model: testVideo })).toEqual([400, '/model', 'wrong_model_kind'])
    expect(await refused('POST', assets, { role: 'prop', name: 'x', fileId: nowhere })).toEqual([400, '/fileId', 'invalid'])
    expect(await refused('POST', assets, { role: 'prop', name: 'x', colour: 'red' })).toEqual([400, '/colour', 'unknown_field'])
    expect(await refused('POST', `/assets/${asset.id}/upload`, { fileId: nowhere })).toEqual([400, '/fileId', 'invalid'])
    expect(await refused('POST', `/assets/${asset.id}/choose`, { fileId: nowhere })).toEqual([400, '/fileId', 'invalid'])
    expect(await refused('POST', `/assets/${asset.id}/generate`, { count: 5 })).toEqual([400, '/count', 'out_of_range'])
    expect(await refused('PATCH', `/assets/${asset.id}`, { prompt: '\ud800' })).toEqual([400, '/prompt', 'invalid'])
    expect(await refused('POST', shots, { shots: [] })).toEqual([400, '/shots', 'out_of_range'])
    expect(await refused('POST', shots, { shots: [{ text: 'x', references: [nowhere] }] })).toEqual([400, '/shots/0/references/0', 'invalid'])
    expect(await refused('POST', shots, { shots: [{ text: 'x', config: { ...config, seconds: 3 } }] })).toEqual([400, '/shots/0/config/seconds', 'not_one_of'])
    expect(await refused('POST', shots, { shots: [{ text: 'x' }], after: nowhere })).toEqual([400, '/after', 'invalid'])
    expect(await refused('PATCH', `/shots/${shot?.id}`, { config: { ...config, aspect: '4:3' } })).toEqual([400, '/config/aspect', 'not_one_of'])
    expect(await refused('PATCH', `/shots/${shot?.id}`, { config: { ...config, model: 'nobody:nothing' } })).toEqual([400, '/config/model', 'unknown_model'])
    expect(await refused('POST', `/projects/${film.id}/generate`, { of: 'shots', ids: [nowhere] })).toEqual([400, '/ids', 'invalid'])
    expect(await refused('POST', `/projects/${film.id}/export`, { transition: 'wipe' })).toEqual([400, '/transition', 'invalid'])
    await film.ask('PATCH', `/assets/${asset.id}`, { prompt: ' ' })
    expect(await refused('POST', `/assets/${asset.id}/generate`, {})).toEqual([400, '/prompt', 'prompt_empty'])
    await film.ask('PATCH', `/assets/${asset.id}`, { prompt: 'x'.repeat(501) })
    expect(await refused('POST', `/assets/${asset.id}/generate`, {})).toEqual([400, '/prompt', 'prompt_too_long'])
    expect(statuses([...(await film.read()).assets, ...(await film.read()).shots])).toEqual(['draft', 'draft'])
  })

  test('an empty film, and one where nothing is missing', async () => {
    const film = await filming()
    expect((await film.ask('POST', `/projects/${film.id}/export`)).body).toMatchObject({ status: 409, code: 'film_empty' })
    expect((await film.generate({ of: 'shots' })).body).toMatchObject({ status: 409, code: 'illegal_event', can: [] })
    await film.shots('a shot')
    await film.generate({ of: 'shots' })
    await film.until(settled)
    expect((await film.generate({ of: 'shots' })).body).toMatchObject({ status: 409, code: 'illegal_event', can: ['generate', 'choose', 'edit', 'delete'] })
  })

  // SPEC: S2.2
  test('emoji and right-to-left words reach the model as they were written', async () => {
    const film = await filming()
    const text = 'منارة 🏝️ على الجزيرة, 👩🏽‍🚀 עברית\nsecond line'
    const asset = await film.asset({ name: '👨‍👩‍👧 العائلة', prompt: 'ثعلب أحمر 🦊' })
    await film.shots({ text, references: [asset.id] })
    const before = provider.calls.length
    for (const of of ['assets', 'shots']) {
      expect((await film.generate({ of })).status).toBe(200)
      await film.until(settled)
    }
    expect(provider.calls.slice(before).map(({ call }) => call.request.prompt)).toEqual(['ثعلب أحمر 🦊', text])
    const { assets, shots } = await film.read()
    expect([assets[0]?.name, shots[0]?.text, ...statuses([...assets, ...shots])]).toEqual(['👨‍👩‍👧 العائلة', text, 'completed', 'completed'])
  })

  test('somebody else’s film, asset and shot do not exist', async () => {
    const mine = await filming()
    const asset = await mine.asset()
    const [shot] = await mine.shots('a')
    const other = await filming()
    const answers = await Promise.all([
      other.ask('GET', `/projects/${mine.id}`),
      other.ask('PATCH', `/projects/${mine.id}`, { name: 'x' }),
      other.ask('DELETE', `/projects/${mine.id}`),
      other.ask('GET', `/projects/${mine.id}/assets`),
      other.ask('GET', `/projects/${mine.id}/shots`),
      other.ask('POST', `/projects/${mine.id}/shots`, { shots: [{ text: 'x' }] }),
      other.ask('POST', `/projects/${mine.id}/assets`, { role: 'prop', name: 'x' }),
      other.ask('POST', `/projects/${mine.id}/generate`, { of: 'shots' }),
      other.ask('POST', `/projects/${mine.id}/quote`, { of: 'shots' }),
      other.ask('POST', `/projects/${mine.id}/cancel`),
      other.ask('POST', `/projects/${mine.id}/export`),
      other.ask('GET', `/assets/${asset.id}`),
      other.ask('PATCH', `/assets/${asset.id}`, { name: 'x' }),
      other.ask('DELETE', `/assets/${asset.id}?detach=true`),
      other.ask('POST', `/assets/${asset.id}/generate`),
      other.ask('GET', `/shots/${shot?.id}`),
      other.ask('POST', `/shots/${shot?.id}/move`, { after: null }),
      other.ask('POST', `/shots/${shot?.id}/duplicate`),
      other.ask('DELETE', `/shots/${shot?.id}`),
      other.ask('GET', '/projects/nonsense'),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    const [foreign] = await other.shots('b')
    expect((await other.ask('PATCH', `/shots/${foreign?.id}`, { references: [asset.id] })).body.fields).toMatchObject([{ pointer: '/references/0' }])
    expect((await mine.read()).shots).toHaveLength(1)
    expect((await server.ask('GET', `/api/film/projects/${mine.id}`, { key: null })).status).toBe(401)
  })
})
