import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FilmItemEvent, FilmStatus } from '../../api/film-contract.ts'
import type { JobStatus } from '../../api/contract.ts'
import { filmStatechartMarkdown } from './statechart-docs.ts'
import {
  contentMeaning, cutMeaning, eventsOf, exportEventsOf, exportTable, isOpen, progressOf, rowOf, table, workMeaning, workOf, type Content, type Cut, type ExportWork, type Work,
} from './statechart.ts'

const statuses: JobStatus[] = ['pending', 'processing', 'completed', 'failed', 'cancelled']
const works = Object.keys(workMeaning) as Work[]
const contents = Object.keys(contentMeaning) as Content[]

describe('assets and shots', () => {
  test('there is exactly one row for every combination', () => {
    expect(table.map((row) => `${row.work} ${row.content}`).toSorted()).toEqual(works.flatMap((work) => contents.map((content) => `${work} ${content}`)).toSorted())
  })

  const empty: FilmItemEvent[] = ['generate', 'upload', 'edit', 'delete']
  const filled: FilmItemEvent[] = ['generate', 'upload', 'choose', 'edit', 'delete']
  const busy: FilmItemEvent[] = ['cancel', 'edit']
  test.each<[string, Work, Content, FilmStatus, FilmItemEvent[]]>([
    ['new', 'never', 'none', 'draft', empty],
    ['a file that no job of the film made', 'never', 'made', 'completed', filled],
    ['uploaded, nothing ever generated', 'never', 'chosen', 'completed', filled],
    ['asked for, no job and no file: an orphan', 'none', 'none', 'failed', empty],
    ['asked for, no job but a file', 'none', 'made', 'completed', filled],
    ['asked for, no job, and uploaded', 'none', 'chosen', 'completed', filled],
    ['waiting', 'pending', 'none', 'pending', busy],
    ['waiting for another version', 'pending', 'made', 'pending', busy],
    ['under way', 'processing', 'none', 'processing', busy],
    ['another version under way', 'processing', 'made', 'processing', busy],
    ['made, and its file is gone: an orphan', 'completed', 'none', 'failed', empty],
    ['made', 'completed', 'made', 'completed', filled],
    ['made, then another version chosen', 'completed', 'chosen', 'completed', filled],
    ['failed', 'failed', 'none', 'failed', empty],
    ['failed after an earlier version', 'failed', 'made', 'failed', filled],
    ['failed, then uploaded', 'failed', 'chosen', 'completed', filled],
    ['cancelled', 'cancelled', 'none', 'cancelled', empty],
    ['cancelled after an earlier version', 'cancelled', 'made', 'cancelled', filled],
    ['cancelled, then uploaded', 'cancelled', 'chosen', 'completed', filled],
  ])('%s', (_, work, content, status, can) => {
    const row = rowOf(work, content)
    expect([row.status, eventsOf(row, 'asset')]).toEqual([status, can])
    expect(eventsOf(row, 'shot')).toEqual(can.filter((event) => event !== 'upload'))
    expect(row.unreachable).toBeUndefined()
  })

  test('every row that can come about is tried above', () => expect(table.filter((row) => !row.unreachable)).toHaveLength(19))

  test('something is always possible; what is under way can be stopped, what is not cannot', () => {
    for (const row of table)
      for (const kind of ['asset', 'shot'] as const) {
        const can = eventsOf(row, kind)
        const working = row.work === 'pending' || row.work === 'processing'
        expect(can).toContain('edit')
        expect(can.includes('cancel')).toBe(working)
        expect(can.includes('generate')).toBe(!working)
        expect(can.includes('delete')).toBe(!working)
        expect(eventsOf(row, kind, true)).toEqual(can.filter((event) => event !== 'cancel'))
        expect(row.status === 'completed').toBe(!working && row.content !== 'none' && (row.content === 'chosen' || ['never', 'none', 'completed'].includes(row.work)))
      }
  })
})

test('the jobs of a generation taken together; the bar never runs backwards', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...statuses), fc.nat(100)), { maxLength: 40 }), (steps) => {
      const jobs = Array.from({ length: 4 }, () => ({ status: 'pending' as JobStatus, progress: 0 }))
      const order: Record<JobStatus, number> = { pending: 0, processing: 1, completed: 2, failed: 2, cancelled: 2 }
      let last = 0
      for (const [index, status, percent] of steps) {
        const job = jobs[index] as (typeof jobs)[number]
        if (order[status] < order[job.status] || !isOpen(job.status)) continue
        jobs[index] = { status, progress: status === 'processing' ? Math.max(job.progress, percent) : job.progress }
        const now = jobs.map((j) => j.status)
        const work = workOf(now)
        expect(isOpen(work)).toBe(now.some(isOpen))
        expect(work === 'completed').toBe(!now.some(isOpen) && now.includes('completed'))
        expect(workOf(now.toReversed())).toBe(work)
        expect(progressOf(jobs)).toBeGreaterThanOrEqual(last)
        last = progressOf(jobs)
      }
    }),
  )
})

describe('the export', () => {
  const cuts = Object.keys(cutMeaning) as Cut[]
  const all: ExportWork[] = ['none', ...statuses]
  test('has one row for every combination; only a whole film is exported, one at a time', () => {
    expect(exportTable.map((row) => `${row.cut} ${row.work}`)).toEqual(cuts.flatMap((cut) => all.map((work) => `${cut} ${work}`)))
  })
  test.each(cuts.flatMap((cut) => all.map((work) => [cut, work] as const)))('%s, %s', (cut, work) => {
    const open = work === 'pending' || work === 'processing'
    expect(exportEventsOf(cut, work)).toEqual(open ? ['cancel'] : cut === 'ready' ? ['export'] : [])
    expect(exportEventsOf(cut, work, true)).toEqual(open ? [] : exportEventsOf(cut, work))
  })
})

test('the drawing in the docs is these tables', async () => {
  const file = new URL('../../../docs/film-statechart.md', import.meta.url)
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, filmStatechartMarkdown())
  expect(await readFile(file, 'utf8')).toBe(filmStatechartMarkdown())
})
