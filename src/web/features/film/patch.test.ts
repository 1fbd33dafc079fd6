import { describe, expect, test } from 'vitest'
import type { FilmBatch, FilmExport, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import type { EventEnvelope } from '../../../api/contract.ts'
import { filmProgressEn as words } from '../../../messages/studios/film-progress.en.ts'
import { movedBy, patchFilm, type Moved } from './patch.ts'

const shot = (number: number, over: Partial<FilmShot['runtime']> = {}): FilmShot => ({
  id: `s${number}`, projectId: 'p', number, text: '', references: [], config: null, content: null, versions: [], outdated: false, price: 5, can: ['cancel', 'edit'], createdAt: '',
  runtime: {
    status: 'pending', progress: 0, message: words.shot.pending, error: null, batchId: 'b', outcomeUnknown: false, cancelRequested: false, queuePosition: null, eta: null, startedAt: '',
    jobs: [{ jobId: `j${number}`, status: 'pending', progress: 0 }], ...over,
  },
})
const batch: FilmBatch = { jobId: 'b', of: 'shots', status: 'processing', progress: 0, total: 3, open: 3, completed: 0, failed: 0, cancelled: 0, cancelRequested: false, createdAt: '', closedAt: null }
const film = (over: Partial<FilmProject> = {}): FilmProject => ({
  id: 'p', name: '', aspect: '16:9', assets: [], shots: [shot(1), shot(2), shot(3)], batches: [batch], exports: [], cut: { status: 'missing', seconds: 0, missing: [] },
  exportPrice: 0, credits: { held: 0, captured: 0, released: 0 }, can: [], createdAt: '', updatedAt: '', ...over,
})
const moved = (jobId: string, status: Moved['status'], progress: number | null = null): Moved => ({ jobId, status, progress })
const after = (start: FilmProject, ...moves: Moved[]) => moves.reduce((now, m) => patchFilm(now, m, words), start)

describe('an event', () => {
  test('moves its own shot and the one bar; the other shots stay the very same objects', () => {
    const before = film()
    const next = after(before, moved('j2', 'processing', 50))
    expect(next.shots[1]?.runtime).toMatchObject({ status: 'processing', progress: 50, message: 'Shooting 50%' })
    expect(next.batches[0]).toMatchObject({ progress: 16, open: 3 })
    expect([next.shots[0] === before.shots[0], next.shots[2] === before.shots[2], next.assets === before.assets]).toEqual([true, true, true])
  })

  test('that is older than what is shown changes nothing at all', () => {
    const now = after(film(), moved('j1', 'processing', 50))
    for (const late of [moved('j1', 'processing', 40), moved('j1', 'processing'), moved('unknown', 'processing', 10)]) expect(patchFilm(now, late, words)).toBe(now)
    const closed = after(now, moved('j1', 'completed'))
    for (const late of [moved('j1', 'processing', 90), moved('j1', 'failed')]) expect(patchFilm(closed, late, words)).toBe(closed)
  })

  test('counts ends once, however they end, and the bar never runs backwards', () => {
    let now = film()
    let last = 0
    for (const m of [moved('j1', 'processing', 90), moved('j1', 'failed'), moved('j1', 'failed'), moved('j2', 'completed'), moved('j3', 'processing', 10), moved('j3', 'cancelled')]) {
      now = after(now, m)
      expect(now.batches[0]?.progress).toBeGreaterThanOrEqual(last)
      last = now.batches[0]?.progress ?? 0
    }
    expect(now.batches[0]).toMatchObject({ open: 0, completed: 1, failed: 1, cancelled: 1, progress: 100 })
    expect(now.shots.map(({ runtime, can }) => [runtime.status, can.includes('generate')])).toEqual([['failed', true], ['completed', true], ['cancelled', true]])
    expect(after(now, moved('b', 'completed')).batches[0]?.status).toBe('completed')
  })

  test('of one of several pictures moves their mean', () => {
    const jobs = [1, 2].map((n) => ({ jobId: `a${n}`, status: 'pending' as const, progress: 0 }))
    const next = after(film({ shots: [shot(1, { jobs, batchId: null })] }), moved('a1', 'completed'), moved('a2', 'processing', 50))
    expect(next.shots[0]?.runtime).toMatchObject({ status: 'processing', progress: 75 })
    expect(after(next, moved('a2', 'failed')).shots[0]?.runtime.status).toBe('completed')
  })

  test('leaves the words alone while the outcome is unknown', () => {
    const next = after(film({ shots: [shot(1, { outcomeUnknown: true, message: words.outcomeUnknown })] }), moved('j1', 'processing', 30))
    expect(next.shots[0]?.runtime).toMatchObject({ progress: 30, message: words.outcomeUnknown })
  })

  test('moves an export', () => {
    const one: FilmExport = {
      jobId: 'x', status: 'pending', progress: 0, message: '', error: null, cancelRequested: false, current: true, transition: 'cut', shots: 3, seconds: null, fileId: null, url: null,
      previewUrl: null, bytes: null, eta: null, createdAt: '', closedAt: null,
    }
    expect(after(film({ exports: [one] }), moved('x', 'processing', 30)).exports[0]).toMatchObject({ status: 'processing', progress: 30, message: words.exporting(30) })
  })
})

test('which events say something of a job', () => {
  const event = (type: string, data: object): EventEnvelope => ({ cursor: '', type, jobId: 'j', subject: null, data: data as never })
  expect(movedBy(event('job.progress', { status: 'processing', progress: 3 }))).toEqual({ jobId: 'j', status: 'processing', progress: 3 })
  expect(movedBy(event('job.failed', { status: 'failed' }))).toEqual({ jobId: 'j', status: 'failed', progress: null })
  // asked for, which may be heard after it has begun; but going back to wait for another try is news
  expect(movedBy(event('job.pending', { status: 'pending' }))).toBeNull()
  expect(movedBy(event('job.pending', { status: 'pending', phase: 'delayed' }))).toMatchObject({ status: 'pending' })
  expect(movedBy(event('job.cancel_requested', { status: 'processing' }))).toBeNull()
})
