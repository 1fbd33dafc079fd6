import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobStatus } from '../../engine/types.ts'
import { assetImageGeneration } from './names.ts'
import type { AssetRow, FileRow, JobRow } from './rows.ts'
import { itemView } from './state.ts'
import { isOpen } from './statechart.ts'

const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString()
const file = (id: string, n: number, jobId: string | null): FileRow => ({
  id, job_id: jobId, role: 'image', mime: 'image/png', bytes: 1, storage_key: id, width: 1, height: 1, seconds: null, placeholder: null, created_at: at(n),
})
const job = (n: number, status: JobStatus, over: Partial<JobRow> = {}): JobRow => ({
  id: `j${n}`, parent_id: null, retry_of: null, kind: assetImageGeneration, status, phase: null, progress: status === 'completed' ? 100 : 0, cancel_requested: false,
  error_code: status === 'failed' ? 'provider_failed' : null, error_params: null, created_at: at(n), closed_at: null, policy: null, children: null,
  item_id: 'a', model: 'm', made_of: 'd', seconds: null, cut: null, files: status === 'completed' ? [file(`f${n}`, n, `j${n}`)] : null, ...over,
})
const asset = (over: Partial<AssetRow> = {}): AssetRow => ({
  id: 'a', role: 'prop', name: 'A', prompt: 'p', model: null, uploads: [], choice: null, asked: true, created_at: at(0), ...over,
})
const view = (row: AssetRow, jobs: JobRow[], uploads: FileRow[] = []) => itemView('asset', row, jobs.toReversed(), uploads)
const brief = (row: AssetRow, jobs: JobRow[], uploads: FileRow[] = []) => {
  const { chart, content } = view(row, jobs, uploads)
  return [chart.status, content?.file.id ?? null]
}

// SPEC: E1 S2.4
describe('the derived status (E1)', () => {
  const upload = file('u', 5, null)
  test('uploaded: completed', () => {
    const row = asset({ uploads: ['u'], choice: { fileId: 'u', after: null }, asked: false })
    expect(brief(row, [], [upload])).toEqual(['completed', 'u'])
  })
  test.each(['pending', 'processing', 'completed', 'failed', 'cancelled'] as const)('generated: from its newest job, %s', (status) => {
    expect(brief(asset(), [job(1, 'failed'), job(2, status)])[0]).toBe(status)
  })
  test('no job but a file: completed', () => expect(brief(asset({ uploads: ['u'] }), [], [upload])).toEqual(['completed', 'u']))
  test('no job and no file: failed, an orphan', () => {
    expect(brief(asset(), [])).toEqual(['failed', null])
    expect(view(asset(), []).chart.orphan).toBe(true)
    expect(view(asset(), [job(1, 'completed', { files: null })]).chart).toMatchObject({ status: 'failed', orphan: true })
  })
  test('nobody asked yet: a draft', () => expect(brief(asset({ asked: false }), [])).toEqual(['draft', null]))
})

describe('what it shows', () => {
  const uploads = [file('u', 5, null)]
  test('the newest that was made', () => expect(brief(asset(), [job(1, 'completed'), job(2, 'completed')])).toEqual(['completed', 'f2']))
  test('a failure, a cancel and work under way take nothing away', () => {
    for (const status of ['failed', 'cancelled', 'pending', 'processing'] as const) expect(brief(asset(), [job(1, 'completed'), job(2, status)])).toEqual([status, 'f1'])
  })
  test('what was chosen, until something newer is made', () => {
    const row = asset({ choice: { fileId: 'f1', after: 'j2' } })
    expect(brief(row, [job(1, 'completed'), job(2, 'completed')])).toEqual(['completed', 'f1'])
    expect(brief(row, [job(1, 'completed'), job(2, 'completed'), job(3, 'processing')])).toEqual(['processing', 'f1'])
    expect(brief(row, [job(1, 'completed'), job(2, 'completed'), job(3, 'failed')])).toEqual(['failed', 'f1'])
    expect(brief(row, [job(1, 'completed'), job(2, 'completed'), job(3, 'completed')])).toEqual(['completed', 'f3'])
  })
  test('an upload after a failure mends it', () => {
    expect(brief(asset({ uploads: ['u'], choice: { fileId: 'u', after: 'j1' } }), [job(1, 'failed')], uploads)).toEqual(['completed', 'u'])
  })
  test('the first of several made together; one of four is enough', () => {
    const four = [1, 2, 3, 4].map((n) => job(n, n === 1 || n === 3 ? 'failed' : 'completed', { parent_id: 'p', created_at: at(1) }))
    expect(brief(asset(), four)).toEqual(['completed', 'f2'])
    expect(view(asset(), four).generation.map(({ id }) => id)).toEqual(['j1', 'j2', 'j3', 'j4'])
    expect(view(asset(), four).versions).toHaveLength(2)
  })
  test('a version whose file is gone is not chosen any more', () => {
    expect(brief(asset({ choice: { fileId: 'gone', after: 'j1' } }), [job(1, 'completed')])).toEqual(['completed', 'f1'])
  })
})

test('whatever happened: open work is what it does, content is never lost, and what is shown is one of its versions', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('generate' as const) }),
    fc.record({ do: fc.constant('move' as const), to: fc.constantFrom<JobStatus>('processing', 'completed', 'failed', 'cancelled') }),
    fc.record({ do: fc.constant('upload' as const) }),
    fc.record({ do: fc.constant('choose' as const), which: fc.nat(20) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let row = asset({ asked: false })
      const jobs: JobRow[] = []
      const uploads: FileRow[] = []
      let clock = 0
      let before = view(row, jobs, uploads)
      for (const s of steps) {
        clock++
        const newest = jobs.at(-1)
        const busy = newest !== undefined && isOpen(newest.status)
        if (s.do === 'generate' && !busy) {
          jobs.push(job(clock, 'pending'))
          row = { ...row, asked: true }
        } else if (s.do === 'move' && busy) jobs[jobs.length - 1] = job(Number(newest.id.slice(1)), s.to)
        else if (s.do === 'upload' && !busy) {
          uploads.push(file(`u${clock}`, clock, null))
          row = { ...row, uploads: uploads.map(({ id }) => id), choice: { fileId: `u${clock}`, after: newest?.id ?? null } }
        } else if (s.do === 'choose' && !busy && before.versions.length > 0)
          row = { ...row, choice: { fileId: before.versions[s.which % before.versions.length]!.file.id, after: newest?.id ?? null } }
        const now = view(row, jobs, uploads)
        expect(now.chart.unreachable).toBeUndefined()
        expect(isOpen(now.chart.status as JobStatus)).toBe(jobs.some((j) => isOpen(j.status)))
        expect(now.versions.length).toBeGreaterThanOrEqual(before.versions.length)
        expect(now.content === null).toBe(now.versions.length === 0)
        expect(now.content === null || now.versions.includes(now.content)).toBe(true)
        // only what was made or chosen just now changes what is shown
        const moved = s.do === 'move' && jobs.at(-1)?.status === 'completed'
        const kept = before.content !== null && !moved && s.do !== 'upload' && s.do !== 'choose'
        expect(kept ? now.content?.file.id : undefined).toBe(kept ? before.content?.file.id : undefined)
        before = now
      }
    }),
    { numRuns: 300 },
  )
})
