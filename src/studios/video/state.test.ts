import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobStatus } from '../../engine/types.ts'
import { localModels } from '../../providers/testing/models.ts'
import { clipVideo, production, sceneRewrite, storyboardImage, storyboardSet, videoFinal, videoScript } from './names.ts'
import type { FileRow, JobRow, VideoData, VideoRows } from './rows.ts'
import type { ProjectScript } from './scenes.ts'
import { viewOf, type ProjectView } from './state.ts'
import { isOpen, retryOf } from './statechart.ts'

const models = localModels()
const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString()
const scene = (id: string, shot = id) => ({ id, title: '', narration: id, shot, seconds: 2 })
const data: VideoData = { topic: 't', audience: '', tone: '', seconds: 10, aspect: '16:9', language: 'en', narration: false, models: { text: 'x', image: 'i', video: 'v', speech: null } }
const file = (job: string, role = 'image'): FileRow => ({ id: `f-${job}`, role, mime: 'x/y', bytes: 1, storage_key: job, width: 1, height: 1, seconds: null, placeholder: null })

/** A project as its jobs would leave it, one step after the other. */
function world(script: ProjectScript = { title: 'T', scenes: [scene('a'), scene('b')] }) {
  let clock = 0
  const jobs: JobRow[] = []
  const rows = (): VideoRows => ({ id: 'p', created_at: new Date(0), data: state.data, jobs: jobs.toReversed(), continuing: state.continuing, seen: [], credits: { held: 0, captured: 0, released: 0 } })
  const state = { data: { ...data }, continuing: [] as string[] }
  const view = (): ProjectView => viewOf(rows(), models)
  const add = (kind: string, over: Partial<JobRow> = {}): JobRow => {
    clock++
    const job: JobRow = {
      id: `j${String(clock).padStart(4, '0')}`, parent_id: null, retry_of: null, kind, status: 'pending', phase: null, progress: 0, cancel_requested: false, error_code: null, error_params: null,
      created_at: at(clock), closed_at: null, children: null, scene_id: null, made_of: null, of: null, written: null, files: null, ...over,
    }
    jobs.push(job)
    return job
  }
  const move = (job: JobRow, status: JobStatus): void => {
    job.status = status
    if (status !== 'completed') return
    if (job.kind === videoScript) job.written = { script }
    else if (job.kind === sceneRewrite) job.written = { scene: { title: '', narration: 'new', shot: `new ${job.id}`, seconds: 2 } }
    // a clip comes with a still and a few moving seconds, in whatever order they are read
    else if (job.kind === clipVideo) job.files = ['hover', 'preview', 'video'].map((role) => file(role === 'video' ? job.id : `${role} of ${job.id}`, role))
    else if (job.children === null) job.files = [file(job.id, job.kind === videoFinal ? 'video' : 'image')]
  }
  /** the parent and its children for what is missing, as a purchase makes them */
  const batch = (kind: string, piece: 'picture' | 'clip'): JobRow[] => {
    const missing = view().scenes.filter((one) => !one[piece].fresh)
    const parent = add(kind, { status: 'processing', children: missing.length })
    return missing.map((one) => add(piece === 'picture' ? storyboardImage : clipVideo, { parent_id: parent.id, scene_id: one.scene.id, made_of: one[piece].digest }))
  }
  /** parents close with their last child, `some` of them being enough */
  const settle = (): void => {
    for (const parent of jobs.filter((job) => job.children !== null && isOpen(job.status))) {
      const own = jobs.filter((job) => job.parent_id === parent.id)
      if (own.some((job) => isOpen(job.status))) continue
      parent.status = own.some((job) => job.status === 'completed') ? 'completed' : own.some((job) => job.status === 'cancelled') ? 'cancelled' : 'failed'
    }
  }
  return { jobs, state, view, add, move, batch, settle, edit: (scenes: ProjectScript['scenes']) => void (state.data = { ...state.data, edit: { title: 'T', scenes, after: view().script?.after ?? null, applied: view().script?.applied ?? [] } }) }
}
const status = (view: ProjectView) => [view.chart.status, view.have]

// SPEC: E1 S3.2
describe('the derived status', () => {
  test('from nothing to the video, by the jobs alone', () => {
    const w = world()
    expect(status(w.view())).toEqual(['CREATED', 'nothing'])
    const script = w.add(videoScript)
    expect(status(w.view())).toEqual(['GENERATING_SCRIPT', 'nothing'])
    w.move(script, 'completed')
    expect(status(w.view())).toEqual(['DRAFT', 'script'])
    for (const [kind, piece, open, done] of [[storyboardSet, 'picture', 'GENERATING_STORYBOARD', 'STORYBOARD_READY'], [production, 'clip', 'GENERATING_VIDEO', 'STORYBOARD_READY']] as const) {
      const parts = w.batch(kind, piece)
      expect(w.view().chart.status).toBe(open)
      for (const job of parts) w.move(job, 'completed')
      w.settle()
      expect(w.view().chart.status).toBe(done)
    }
    expect(w.view().have).toBe('clips')
    expect(w.view().scenes.map(({ clip }) => [clip.made?.file.role, clip.made?.preview?.role])).toEqual(Array(2).fill(['video', 'preview']))
    // between the last clip and putting together there is no job, and it goes on by itself
    w.state.continuing = w.jobs.filter(({ kind }) => kind === production).map(({ id }) => id)
    expect(status(w.view())).toEqual(['GENERATING_VIDEO', 'clips'])
    const final = w.add(videoFinal, { made_of: w.view().filmDigest })
    w.state.continuing = []
    expect(status(w.view())).toEqual(['GENERATING_VIDEO', 'clips'])
    w.move(final, 'completed')
    expect(status(w.view())).toEqual(['COMPLETED', 'film'])
  })

  test('a production with a piece missing does not go on, whatever was noted', () => {
    const w = world()
    w.move(w.add(videoScript), 'completed')
    for (const job of w.batch(storyboardSet, 'picture')) w.move(job, 'completed')
    w.settle()
    const [one, two] = w.batch(production, 'clip')
    w.state.continuing = w.jobs.filter(({ kind }) => kind === production).map(({ id }) => id)
    w.move(one!, 'completed')
    w.move(two!, 'failed')
    w.settle()
    expect(status(w.view())).toEqual(['FAILED', 'pictures'])
    expect(w.view().missed).toEqual([two])
    w.move(two!, 'cancelled')
    expect(status(w.view())).toEqual(['CANCELLED', 'pictures'])
  })

  test('edits that are undone, rewrites that land beside an edit, and another script that replaces all', () => {
    const w = world()
    w.move(w.add(videoScript), 'completed')
    for (const job of w.batch(storyboardSet, 'picture')) w.move(job, 'completed')
    w.settle()
    w.edit([scene('a', 'other'), scene('b')])
    expect([status(w.view()), w.view().scenes.map(({ picture }) => picture.fresh)]).toEqual([['DRAFT', 'script'], [false, true]])
    w.edit([scene('b'), scene('a')])
    expect([status(w.view()), w.view().scenes.map(({ number, scene: { id } }) => [number, id])]).toEqual([['STORYBOARD_READY', 'pictures'], [[1, 'b'], [2, 'a']]])
    const version = w.view().script?.version
    const rewrite = w.add(sceneRewrite, { scene_id: 'b', of: w.jobs[0]!.id })
    w.edit([scene('b'), scene('a', 'mine')])
    w.move(rewrite, 'completed')
    expect(w.view().scenes.map(({ scene: { shot } }) => shot)).toEqual([`new ${rewrite.id}`, 'mine'])
    expect(w.view().script?.version).not.toBe(version)
    // and an edit after it keeps what the person has made of it
    w.edit([scene('b', 'mine too'), scene('a', 'mine')])
    expect(w.view().scenes.map(({ scene: { shot } }) => shot)).toEqual(['mine too', 'mine'])
    w.move(w.add(videoScript), 'completed')
    expect(w.view().scenes.map(({ scene: { id, shot } }) => [id, shot])).toEqual([['a', 'a'], ['b', 'b']])
  })

  test('whatever happened: the row can come about, open work is what it does, and what can be done leads on', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('script' as const, 'storyboard' as const, 'video' as const, 'picture' as const, 'rewrite' as const, 'edit' as const, 'undo' as const) }),
      fc.record({ do: fc.constant('move' as const), which: fc.nat(20), to: fc.constantFrom<JobStatus>('processing', 'completed', 'completed', 'failed', 'cancelled') }),
    )
    const done = { do: 'move' as const, which: 0, to: 'completed' as const }
    const wholeWay = [{ do: 'script' as const }, done, { do: 'storyboard' as const }, done, done, { do: 'video' as const }, done, done, { do: 'video' as const }, done]
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const w = world()
        for (const s of steps) {
          const before = w.view()
          const can = (event: string) => before.chart.can.includes(event as never)
          if (s.do === 'move') {
            const open = w.jobs.filter((job) => isOpen(job.status) && job.children === null)
            const job = open[s.which % Math.max(1, open.length)]
            if (job) w.move(job, s.to)
          } else if (s.do === 'script' && can('script')) w.add(videoScript)
          else if (s.do === 'storyboard' && can('storyboard')) w.batch(storyboardSet, 'picture')
          else if (s.do === 'video' && can('video')) {
            if (before.have === 'clips') w.add(videoFinal, { made_of: before.filmDigest })
            else w.batch(production, 'clip')
          } else if (s.do === 'picture' && can('picture')) w.add(storyboardImage, { scene_id: before.scenes[0]!.scene.id, made_of: before.scenes[0]!.picture.digest })
          else if (s.do === 'rewrite' && can('rewrite')) w.add(sceneRewrite, { scene_id: 'a', of: before.script!.after })
          else if (s.do === 'edit' && can('edit')) w.edit([scene('a', `edit ${w.jobs.length}`), scene('b')])
          else if (s.do === 'undo' && can('edit')) w.edit([scene('a'), scene('b')])
          w.settle()
          const now = w.view()
          seen.add(now.chart.status)
          const open = w.jobs.some((job) => isOpen(job.status))
          expect(now.chart.status.startsWith('GENERATING_')).toBe(open)
          expect(now.chart.can.includes('cancel')).toBe(open)
          const again = now.chart.can.includes('retry') ? retryOf(now.chart.stage!) : 'retry'
          expect([...now.chart.can, 'retry']).toContain(again)
          // a finished video of these very pieces is never called anything else while nothing is under way
          expect(!open && now.have === 'film' ? now.chart.status : 'COMPLETED').toBe('COMPLETED')
          // nothing that was made is lost by an edit or a failure
          const count = (view: ProjectView) => view.films.length
          expect(count(now)).toBeGreaterThanOrEqual(count(before))
        }
      }),
      // chance alone seldom goes all the way
      { numRuns: 400, examples: [[wholeWay]] },
    )
    expect(seen).toEqual(new Set(['CREATED', 'GENERATING_SCRIPT', 'DRAFT', 'GENERATING_STORYBOARD', 'STORYBOARD_READY', 'GENERATING_VIDEO', 'COMPLETED', 'FAILED', 'CANCELLED']))
  })
})
