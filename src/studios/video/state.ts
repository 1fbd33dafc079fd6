/** From rows to a project as its statechart sees it. Pure. */
import type { VideoStage } from '../../api/video-contract.ts'
import type { Models } from '../../providers/registry.ts'
import { clipVideo, narrationSpeech, production, sceneRewrite, storyboardImage, storyboardSet, videoFinal, videoScript } from './names.ts'
import { clipDigest, filmDigest, pictureDigest, voiceDigest } from './requests.ts'
import type { FileRow, JobRow, VideoRows } from './rows.ts'
import { scriptOf, type ProjectScene, type ScriptState } from './scenes.ts'
import { isOpen, rowOf, type Doing, type Have, type Row, type Work } from './statechart.ts'

export type Piece = {
  /** what it would be made of now; null while what it is made from is missing */
  digest: string | null
  /** the newest that was made of just that, or else the newest there is */
  made: { file: FileRow; preview: FileRow | null; job: JobRow } | null
  fresh: boolean
  /** its newest job */
  newest: JobRow | null
}
export type SceneView = {
  scene: ProjectScene
  number: number
  picture: Piece
  clip: Piece
  /** null: this video is not spoken, or the scene says nothing */
  voice: Piece | null
  /** its newest rewrite since the script was written */
  rewrite: JobRow | null
}

/** A finished video, newest first. */
export type FilmView = { job: JobRow; file: FileRow; preview: FileRow | null; subtitles: FileRow | null }

export type ProjectView = {
  rows: VideoRows
  script: ScriptState | null
  scenes: SceneView[]
  films: FilmView[]
  have: Have
  /** null until all its pieces are there */
  filmDigest: string | null
  /** the jobs of what is being done, or how it ended: one job, or the parts of a parent */
  doing: Doing
  root: JobRow | null
  parts: JobRow[]
  /** of a storyboard or production that ended: parts that failed or were stopped, and are missing still */
  missed: JobRow[]
  chart: Row
  /** the newest job or parent, whatever became of it: who buys says what came before */
  newestRoot: JobRow | null
  cancelRequested: boolean
  outcomeUnknown: boolean
}

const stageOf: Record<string, VideoStage> = { [videoScript]: 'script', [storyboardSet]: 'storyboard', [production]: 'video', [videoFinal]: 'final' }
const touchOf: Record<string, 'rewrite' | 'picture'> = { [sceneRewrite]: 'rewrite', [storyboardImage]: 'picture' }

export function viewOf(rows: VideoRows, models: Models): ProjectView {
  const { data, jobs } = rows
  const script = scriptOf(jobs, data.edit)
  const scenes = (script?.script.scenes ?? []).map((scene, i) => sceneView(scene, i + 1, script as ScriptState, rows, models))
  const films = jobs.flatMap((job) => filmOf(job) ?? [])
  const { have, digest } = haveOf(script, scenes, films, rows)
  const roots = jobs.filter((job) => job.parent_id === null)
  const { doing, root } = doingOf(roots, have === 'clips' ? rows.continuing : [])
  const parts = root === null ? [] : root.children === null ? [root] : jobs.filter((job) => job.parent_id === root.id)
  const missed = doing === 'storyboard' || doing === 'video' ? missedOf(scenes, parts) : []
  const open = jobs.filter((job) => isOpen(job.status) && job.children === null)
  return {
    rows,
    script,
    scenes,
    films,
    have,
    filmDigest: digest,
    doing,
    root,
    parts,
    missed,
    chart: rowOf(doing, workOf(doing, root, missed), have),
    newestRoot: roots[0] ?? null,
    cancelRequested: roots.some((job) => isOpen(job.status) && job.cancel_requested) || (open.length > 0 && open.every((job) => job.cancel_requested)),
    outcomeUnknown: open.some((job) => job.phase === 'unknown'),
  }
}

/** What is open goes first, then the newest of the four stages; a touch-up that has closed is history. */
function doingOf(roots: readonly JobRow[], continuing: readonly string[]): { doing: Doing; root: JobRow | null } {
  const stages = roots.filter((job) => stageOf[job.kind] !== undefined)
  const open = stages.find((job) => isOpen(job.status))
  const touch = roots.find((job) => isOpen(job.status) && touchOf[job.kind] !== undefined)
  if (open === undefined && touch !== undefined) return { doing: touchOf[touch.kind] as Doing, root: touch }
  const root = open ?? stages[0] ?? null
  if (root === null) return { doing: 'none', root }
  // its last clip is there, and putting it together begins within a second
  if (root.kind === production && root.status === 'completed' && continuing.includes(root.id)) return { doing: 'final', root }
  return { doing: stageOf[root.kind] as Doing, root }
}

function workOf(doing: Doing, root: JobRow | null, missed: readonly JobRow[]): Work {
  if (root === null) return 'none'
  // between production and final, too
  if (isOpen(root.status) || (doing === 'final' && root.kind === production)) return 'open'
  if (root.status === 'completed' && missed.length > 0) return missed.some((job) => job.status === 'failed') ? 'failed' : 'cancelled'
  return root.status as Work
}

function sceneView(scene: ProjectScene, number: number, script: ScriptState, { data, jobs }: VideoRows, models: Models): SceneView {
  const own = jobs.filter((job) => job.scene_id === scene.id)
  const picture = pieceOf(own.filter((job) => job.kind === storyboardImage), pictureDigest(scene, data))
  const lengths = models.find(data.models.video)?.model.limits ?? {}
  const clip = pieceOf(own.filter((job) => job.kind === clipVideo), picture.fresh && picture.made ? clipDigest(scene, data, picture.made.file.id, lengths) : null)
  const spoken = data.narration && scene.narration.trim() !== ''
  return {
    scene,
    number,
    picture,
    clip,
    voice: spoken ? pieceOf(own.filter((job) => job.kind === narrationSpeech), voiceDigest(scene, data)) : null,
    rewrite: own.find((job) => job.kind === sceneRewrite && job.of === script.after) ?? null,
  }
}

/** roles of what a piece is; others go along with it: a still, a moving preview */
const contents = new Set(['image', 'video', 'speech'])

/** @param jobs newest first */
function pieceOf(jobs: readonly JobRow[], digest: string | null): Piece {
  const made = jobs.flatMap((job) => {
    const file = job.files?.find(({ role }) => contents.has(role))
    return file === undefined ? [] : [{ file, preview: job.files?.find(({ role }) => role === 'preview') ?? null, job }]
  })
  const same = digest === null ? undefined : made.find(({ job }) => job.made_of === digest)
  return { digest, made: same ?? made[0] ?? null, fresh: same !== undefined, newest: jobs[0] ?? null }
}

function haveOf(script: ScriptState | null, scenes: readonly SceneView[], films: readonly FilmView[], { data }: VideoRows): { have: Have; digest: string | null } {
  if (script === null || scenes.length === 0) return { have: 'nothing', digest: null }
  if (!scenes.every(({ picture }) => picture.fresh)) return { have: 'script', digest: null }
  if (!scenes.every(({ clip, voice }) => clip.fresh && (voice === null || voice.fresh))) return { have: 'pictures', digest: null }
  const digest = filmDigest(script.script, data, scenes.map(({ clip, voice }) => ({ clip: clip.made?.file.id ?? '', voice: voice?.made?.file.id ?? null })))
  return { have: films[0]?.job.made_of === digest ? 'film' : 'clips', digest }
}

function filmOf(job: JobRow): FilmView | null {
  const file = job.kind === videoFinal ? job.files?.find(({ role }) => role === 'video') : undefined
  if (file === undefined) return null
  const role = (wanted: string) => job.files?.find((f) => f.role === wanted) ?? null
  return { job, file, preview: role('preview'), subtitles: role('subtitles') }
}

function missedOf(scenes: readonly SceneView[], parts: readonly JobRow[]): JobRow[] {
  const lacking = new Set(scenes.flatMap(({ picture, clip, voice }) => [picture, clip, voice].flatMap((piece) => (piece !== null && !piece.fresh && concerns(piece) ? piece.newest?.id : undefined) ?? [])))
  return parts.filter((job) => (job.status === 'failed' || job.status === 'cancelled') && lacking.has(job.id))
}

/** Is its newest job about what the scene says now? How one ended that was asked for before an edit is history. */
export const concerns = ({ newest, digest }: Piece): boolean => newest !== null && newest.made_of === digest
