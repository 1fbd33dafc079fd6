import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobStatus } from '../../api/contract.ts'
import type { VideoEvent, VideoStage, VideoStatus } from '../../api/video-contract.ts'
import { videoStatechartMarkdown } from './statechart-docs.ts'
import { doingMeaning, eventsOf, haveMeaning, isOpen, progressOf, retryOf, rowOf, table, type Doing, type Have, type Work } from './statechart.ts'

const haves = Object.keys(haveMeaning) as Have[]

// SPEC: S3.2
describe('the statechart', () => {
  test('has exactly one row for every combination', () => {
    const closed = (['script', 'storyboard', 'video', 'final'] as const).flatMap((doing) => (['open', 'completed', 'failed', 'cancelled'] as const).map((work) => `${doing} ${work}`))
    const all = ['none none', ...closed, 'rewrite open', 'picture open'].flatMap((at) => haves.map((have) => `${at} ${have}`))
    expect(table.map(({ doing, work, have }) => `${doing} ${work} ${have}`).toSorted()).toEqual(all.toSorted())
    expect(new Set(table.map(({ doing }) => doing))).toEqual(new Set(Object.keys(doingMeaning)))
  })

  const nothing: VideoEvent[] = ['script', 'edit', 'change']
  const draft: VideoEvent[] = ['script', 'edit', 'rewrite', 'picture', 'storyboard', 'change']
  const ready: VideoEvent[] = ['script', 'edit', 'rewrite', 'picture', 'video', 'change']
  const done: VideoEvent[] = ['script', 'edit', 'rewrite', 'picture', 'change']
  const busy: VideoEvent[] = ['edit', 'rewrite', 'picture', 'cancel']
  const retry = (can: VideoEvent[]): VideoEvent[] => [...can, 'retry']
  test.each<[string, Doing, Work, Have, VideoStatus, VideoStage | null, VideoEvent[]]>([
    ['new', 'none', 'none', 'nothing', 'CREATED', null, nothing],
    ['a script of one’s own', 'none', 'none', 'script', 'DRAFT', 'script', draft],
    ['being written', 'script', 'open', 'nothing', 'GENERATING_SCRIPT', 'script', ['cancel']],
    ['being written anew', 'script', 'open', 'film', 'GENERATING_SCRIPT', 'script', ['cancel']],
    ['written', 'script', 'completed', 'script', 'DRAFT', 'script', draft],
    ['could not be written', 'script', 'failed', 'nothing', 'FAILED', 'script', retry(nothing)],
    ['could not be written anew: the one before is there', 'script', 'failed', 'script', 'FAILED', 'script', retry(draft)],
    ['could not be written anew over a storyboard', 'script', 'failed', 'pictures', 'FAILED', 'script', retry(ready)],
    ['could not be written anew, and the video stands', 'script', 'failed', 'film', 'COMPLETED', 'script', done],
    ['writing cancelled', 'script', 'cancelled', 'nothing', 'CANCELLED', 'script', retry(nothing)],
    ['one scene being written anew', 'rewrite', 'open', 'script', 'GENERATING_SCRIPT', 'script', busy],
    ['pictures develop', 'storyboard', 'open', 'script', 'GENERATING_STORYBOARD', 'storyboard', busy],
    ['one picture anew', 'picture', 'open', 'pictures', 'GENERATING_STORYBOARD', 'storyboard', busy],
    ['all pictures there', 'storyboard', 'completed', 'pictures', 'STORYBOARD_READY', 'storyboard', ready],
    ['all pictures there, and a scene was edited', 'storyboard', 'completed', 'script', 'DRAFT', 'storyboard', draft],
    ['a picture failed', 'storyboard', 'failed', 'script', 'FAILED', 'storyboard', retry(draft)],
    ['a picture failed and was made by itself since', 'storyboard', 'failed', 'pictures', 'STORYBOARD_READY', 'storyboard', ready],
    ['pictures cancelled', 'storyboard', 'cancelled', 'script', 'CANCELLED', 'storyboard', retry(draft)],
    ['filming', 'video', 'open', 'pictures', 'GENERATING_VIDEO', 'video', ['cancel']],
    ['a clip failed', 'video', 'failed', 'pictures', 'FAILED', 'video', retry(ready)],
    ['a clip failed, and the scene was edited', 'video', 'failed', 'script', 'DRAFT', 'video', draft],
    ['filming cancelled', 'video', 'cancelled', 'pictures', 'CANCELLED', 'video', retry(ready)],
    ['all clips there, and it does not go on by itself', 'video', 'completed', 'clips', 'STORYBOARD_READY', 'video', ready],
    ['being put together', 'final', 'open', 'clips', 'GENERATING_VIDEO', 'final', ['cancel']],
    ['could not be put together', 'final', 'failed', 'clips', 'FAILED', 'final', retry(ready)],
    ['could not be put together, and a picture was made anew', 'final', 'failed', 'pictures', 'STORYBOARD_READY', 'final', ready],
    ['putting together cancelled', 'final', 'cancelled', 'clips', 'CANCELLED', 'final', retry(ready)],
    ['the video', 'final', 'completed', 'film', 'COMPLETED', 'final', done],
    ['the video, and a scene’s picture was edited since', 'final', 'completed', 'script', 'COMPLETED', 'final', draft],
    ['the video, and words were edited since', 'final', 'completed', 'clips', 'COMPLETED', 'final', ready],
    ['the video, and its script is being replaced by one that is the same', 'script', 'completed', 'film', 'COMPLETED', 'script', done],
  ])('%s', (_, doing, work, have, status, stage, can) => {
    const row = rowOf(doing, work, have)
    expect([row.status, row.stage, row.can]).toEqual([status, stage, can])
  })

  test.each(table)('$doing $work $have: what is under way can be stopped, all else goes on from what is there', (row) => {
    const can = eventsOf(row)
    const open = row.work === 'open'
    expect(can.length).toBeGreaterThan(0)
    expect(can.includes('cancel')).toBe(open)
    expect(row.status.startsWith('GENERATING_')).toBe(open)
    expect(eventsOf(row, true)).toEqual(can.filter((event) => event !== 'cancel'))
    // no step is skipped, and none is bought that is there
    expect(can.includes('storyboard')).toBe(!open && row.have === 'script')
    expect(can.includes('video')).toBe(!open && (row.have === 'pictures' || row.have === 'clips'))
    expect(can.includes('script') && can.includes('change')).toBe(!open)
    // what failed may be made again, and only that
    const stuck = row.status === 'FAILED' || row.status === 'CANCELLED'
    expect(can.includes('retry')).toBe(stuck)
    expect(stuck ? can : [retryOf(row.stage ?? 'script')]).toContain(retryOf(row.stage ?? 'script'))
    // words are not pulled from under what is being made of them
    expect(row.status === 'GENERATING_VIDEO' ? can : ['cancel']).toEqual(['cancel'])
  })
})

test('the bar never runs backwards', () => {
  const order: Record<JobStatus, number> = { pending: 0, processing: 1, completed: 2, failed: 2, cancelled: 2 }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.constantFrom<JobStatus>('pending', 'processing', 'completed', 'failed', 'cancelled'), fc.nat(100)), { maxLength: 40 }), (steps) => {
      const jobs = Array.from({ length: 4 }, () => ({ status: 'pending' as JobStatus, progress: 0 }))
      let last = 0
      for (const [index, status, percent] of steps) {
        const job = jobs[index] as (typeof jobs)[number]
        if (order[status] < order[job.status] || !isOpen(job.status)) continue
        jobs[index] = { status, progress: status === 'processing' ? Math.max(job.progress, percent) : job.progress }
        expect(progressOf(jobs)).toBeGreaterThanOrEqual(last)
        last = progressOf(jobs)
      }
    }),
  )
})

test('the drawing in the docs is this table', async () => {
  const file = new URL('../../../docs/video-statechart.md', import.meta.url)
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, videoStatechartMarkdown())
  expect(await readFile(file, 'utf8')).toBe(videoStatechartMarkdown())
})
