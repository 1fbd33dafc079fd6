/** Jobs of all studios: lists by what is asked, what may be done, several at once, and ends that are told once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobError } from '../engine/errors.ts'
import type { Job, JobList, JobSummary, NoticeList, Timeline } from './contract.ts'
import { testRenderer, type TestRenderer } from './testing/renderer.ts'
import { startTestServer, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
let renderer: TestRenderer
beforeAll(async () => {
  renderer = testRenderer()
  server = await startTestServer({ studio: renderer })
})
afterAll(() => server.stop())

type Owner = { id: string; key: string }
const make = async (owner: Owner, count = 2, prompt = 'a fox'): Promise<string> =>
  (await server.ask<Task>('POST', '/api/tasks', { key: owner.key, body: { prompt, seed: 1, count } })).body.id
const list = async (owner: Owner, query: string): Promise<Job[]> => (await server.ask<JobList>('GET', `/api/jobs?${query}`, { key: owner.key })).body.items
const notices = async (owner: Owner): Promise<NoticeList> => (await server.ask<NoticeList>('GET', '/api/notices', { key: owner.key })).body
const failing = async (owner: Owner, fails: (nth: number) => boolean, count = 2) => {
  let nth = 0
  renderer.behave = (call) => (fails(++nth) ? call.fail(jobError('content_rejected')) : call.finish())
  const id = await make(owner, count)
  await server.until(owner.key, id, (t) => t.status === 'FAILED' || t.status === 'IMAGE_COMPLETED')
  renderer.behave = null
  return id
}

describe('lists', () => {
  // SPEC: A4
  test('by state, studio, kind and parent, each page behind the one before', async () => {
    const owner = await server.account()
    const good = await make(owner)
    await server.until(owner.key, good, (t) => t.status === 'IMAGE_COMPLETED')
    const bad = await failing(owner, () => true)
    const half = await failing(owner, (nth) => nth === 1)
    renderer.behave = () => {}
    const open = await make(owner)
    await renderer.called('picture', 1)
    const subjects = (jobs: Job[]) => jobs.map((j) => j.subject.id)

    const roots = await list(owner, 'roots=true')
    expect(subjects(roots)).toEqual([open, half, bad, good])
    expect(roots.every((j) => j.kind === 'image_set' && j.parentId === null)).toBe(true)
    expect(roots.map((j) => [j.title, j.price, j.children?.total])).toEqual(Array(4).fill(['a fox', 10, 2]))
    expect(roots[3]?.previews).toHaveLength(2)
    expect(await list(owner, '')).toHaveLength(12)

    expect(subjects(await list(owner, 'roots=true&status=open'))).toEqual([open])
    expect((await list(owner, 'status=open')).map((j) => j.kind).toSorted()).toEqual(['image_generation', 'image_generation', 'image_set'])
    expect(subjects(await list(owner, 'roots=true&status=failed'))).toEqual([bad])
    expect(subjects(await list(owner, 'status=failed&kind=image_generation'))).toEqual([half, bad, bad])
    expect(subjects(await list(owner, 'roots=true&status=completed'))).toEqual([half, good])
    expect(await list(owner, 'roots=true&status=cancelled')).toEqual([])
    expect(subjects(await list(owner, 'roots=true&studio=task,film_project'))).toEqual([open, half, bad, good])
    expect(await list(owner, 'studio=film_project')).toEqual([])
    expect((await list(owner, `ids=${roots[0]?.jobId},${roots[2]?.jobId}`)).map((j) => j.what)).toEqual(['a set of pictures', 'a set of pictures'])
    expect(subjects(await list(owner, `parentId=${roots[1]?.jobId}`))).toEqual([half, half])
    expect(subjects(await list(owner, `subjectId=${bad}&roots=true`))).toEqual([bad])

    for (const query of ['roots=true', 'status=failed', 'studio=task', `subjectId=${good}`, 'status=open']) {
      const whole = (await list(owner, query)).map((j) => j.jobId)
      const walked: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: JobList = (await server.ask<JobList>('GET', `/api/jobs?${query}&limit=1${cursor && `&cursor=${cursor}`}`, { key: owner.key })).body
        walked.push(...page.items.map((j) => j.jobId))
        cursor = page.nextCursor
      }
      expect(walked).toEqual(whole)
    }

    const summary = (await server.ask<JobSummary>('GET', '/api/jobs/summary', { key: owner.key })).body
    expect(summary).toMatchObject({ running: 2, waiting: 0, unknown: 0, lanes: [{ id: 'local:picture', running: 2, paused: false }] })
    renderer.behave = null
    await server.ask('POST', '/api/jobs/cancel', { key: owner.key, body: {} })
    await server.until(owner.key, open, (t) => t.status === 'CANCELLED')
  })

  // SPEC: A4 U19
  test('a job tells what it was given, never where its bytes lie; its story names attempts, models and money', async () => {
    const owner = await server.account()
    const id = await make(owner, 1)
    const task = await server.until(owner.key, id, (t) => t.status === 'IMAGE_COMPLETED')
    await server.ask('PATCH', `/api/tasks/${id}`, { key: owner.key, body: { selectedImageIndex: 0 } })
    const { model } = await server.until(owner.key, id, (t) => t.status === 'MODEL_COMPLETED')
    const { text, body } = await server.ask('GET', `/api/jobs/${model?.jobId}`, { key: owner.key })
    expect(body).toMatchObject({ input: { model: 'local:relief', request: { image: { mime: 'image/png' } } }, files: [{ role: 'model3d' }, { role: 'preview' }] })
    expect(text).not.toMatch(/storageKey|"files\//)
    const story = (await server.ask<Timeline>('GET', `/api/jobs/${model?.jobId}/timeline`, { key: owner.key })).body
    expect(story.attempts).toMatchObject([{ no: 1, lane: 'local:relief', outcome: 'completed', error: null }])
    expect(story.ledger.map((l) => l.kind)).toEqual(['hold', 'capture'])
    const set = (await list(owner, `subjectId=${id}&kind=image_set`))[0] as Job
    const ofSet = (await server.ask<Timeline>('GET', `/api/jobs/${set.jobId}/timeline`, { key: owner.key })).body
    expect(ofSet.ledger.map((l) => l.jobId)).toEqual([task.images[0]?.jobId, task.images[0]?.jobId])
    expect(ofSet.items.map((i) => i.type)).toEqual(['submitted', 'completed'])
  })
})

describe('made again', () => {
  // SPEC: A4 E7 U11
  test('what failed, once however often it is clicked, at the price that was shown', async () => {
    const owner = await server.account()
    const id = await failing(owner, (nth) => nth === 1)
    const [set] = (await list(owner, `subjectId=${id}&roots=true`)) as [Job]
    expect(set).toMatchObject({ status: 'completed', can: ['retry'], retryCredits: 5, children: { completed: 1, failed: 1 } })
    const retry = (body: object, jobId = set.jobId) => server.ask('POST', `/api/jobs/${jobId}/retry`, { key: owner.key, body })
    expect(await retry({ credits: 4 })).toMatchObject({ status: 409, body: { code: 'price_changed', prices: { credits: 5 } } })
    const [one, two] = await Promise.all([retry({ credits: 5 }), retry({ credits: 5 })])
    expect([one.status, two.status, one.body.jobId]).toEqual([201, 201, two.body.jobId])
    expect(one.body).toMatchObject({ retryOf: set.jobId, kind: 'image_set', children: { total: 1 } })
    await server.until(owner.key, id, (t) => t.images.every((i) => i.status === 'COMPLETED'))
    const again = (await list(owner, `subjectId=${id}&roots=true`)).find((j) => j.jobId === set.jobId)
    expect(again).toMatchObject({ can: [], retryCredits: null })
    expect((await retry({})).body.jobId).toBe(one.body.jobId)
    expect(await retry({}, one.body.jobId)).toMatchObject({ status: 409, body: { code: 'illegal_event' } })
  })

  test('without the credits for it nothing is made', async () => {
    const owner = await server.account(10)
    const id = await failing(owner, () => true)
    await server.ask('POST', '/api/tasks', { key: owner.key, body: { prompt: 'x', count: 2 } })
    const [set] = (await list(owner, `subjectId=${id}&roots=true`)) as [Job]
    expect(await server.ask('POST', `/api/jobs/${set.jobId}/retry`, { key: owner.key, body: {} })).toMatchObject({ status: 402, body: { code: 'insufficient_credits' } })
  })
})

// SPEC: U10
test('several are stopped at once: these, or all but what is being looked at', async () => {
  const owner = await server.account()
  renderer.behave = () => {}
  const ids = [await make(owner), await make(owner), await make(owner)]
  const cancel = async (body: object) => (await server.ask('POST', '/api/jobs/cancel', { key: owner.key, body })).body
  const rootOf = async (id: string | undefined) => (await list(owner, `subjectId=${id}&roots=true`))[0]?.jobId
  expect(await cancel({ jobIds: [await rootOf(ids[0])] })).toEqual({ cancelled: 1, tooLate: 0 })
  expect(await cancel({ exceptSubjects: [ids[2]] })).toEqual({ cancelled: 1, tooLate: 0 })
  expect(await cancel({ jobIds: [await rootOf(ids[0])] })).toEqual({ cancelled: 0, tooLate: 1 })
  expect((await list(owner, 'roots=true&status=open')).map((j) => j.subject.id)).toEqual([ids[2]])
  expect((await list(owner, 'roots=true&status=cancelled')).map((j) => j.subject.id)).toEqual([ids[1], ids[0]])
  renderer.behave = null
  await cancel({})
})

// SPEC: U9
test('an end is told once, on whichever device asks first, and is unread until somebody looks', async () => {
  const owner = await server.account()
  const seen = await make(owner)
  await server.until(owner.key, seen, (t) => t.status === 'IMAGE_COMPLETED')
  const other = await failing(owner, () => true)
  const claim = async () => (await server.ask('POST', '/api/notices/claim', { key: owner.key, body: {} })).body.items as Job[]
  const [phone, laptop] = await Promise.all([claim(), claim()])
  expect([...phone, ...laptop].map((j) => j.subject.id).toSorted()).toEqual([seen, other].toSorted())
  expect(await claim()).toEqual([])
  expect(await notices(owner)).toMatchObject({ unread: 2, items: [{ read: false, job: { title: 'a fox' } }, { read: false }] })
  expect((await server.ask<NoticeList>('POST', '/api/notices/read', { key: owner.key, body: { ids: [seen] } })).body.unread).toBe(1)
  expect((await server.ask<NoticeList>('POST', '/api/notices/read', { key: owner.key, body: {} })).body.unread).toBe(0)
  expect((await notices(await server.account())).items).toEqual([])
})
