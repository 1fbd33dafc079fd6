/** From rows to a film as its statecharts see it. Pure. */
import type { FilmStatus } from '../../api/film-contract.ts'
import { assetImageBatch, assetImageGeneration, filmExport, shotVideoBatch, shotVideoGeneration } from './names.ts'
import type { AssetRow, Choice, FileRow, FilmRows, JobRow, ShotRow } from './rows.ts'
import { isOpen, rowOf, workOf, type Cut, type ExportWork, type ItemKind, type Row, type Work } from './statechart.ts'

/** A picture or clip an item has: its file, the smaller one for cards, and the job that made it (none: uploaded). */
export type Version = { file: FileRow; preview: FileRow | null; hover: FileRow | null; job: JobRow | null }

export type ItemView<R = AssetRow | ShotRow> = {
  kind: ItemKind
  row: R
  /** the jobs of the newest generation, oldest first; empty where there was none */
  generation: JobRow[]
  /** newest first */
  versions: Version[]
  content: Version | null
  chart: Row
  cancelRequested: boolean
  outcomeUnknown: boolean
}

export type FilmView = {
  rows: FilmRows
  assets: ItemView<AssetRow>[]
  shots: ItemView<ShotRow>[]
  /** newest first */
  batches: JobRow[]
  exports: JobRow[]
  cut: { status: Cut; missing: ItemView<ShotRow>[] }
  exportWork: ExportWork
}

export const statusOf = (item: ItemView): FilmStatus => item.chart.status

export function viewOf(rows: FilmRows): FilmView {
  const byItem = Map.groupBy(
    rows.jobs.filter((job) => job.kind === assetImageGeneration || job.kind === shotVideoGeneration),
    (job) => job.item_id,
  )
  const uploads = new Map(rows.uploads.map((file) => [file.id, file]))
  const assets = rows.assets.map((row) => itemView('asset', row, byItem.get(row.id) ?? [], row.uploads.flatMap((id) => uploads.get(id) ?? [])))
  const shots = rows.shots.map((row) => itemView('shot', row, byItem.get(row.id) ?? [], []))
  const exports = rows.jobs.filter((job) => job.kind === filmExport)
  const missing = shots.filter((shot) => shot.content === null)
  return {
    rows,
    assets,
    shots,
    batches: rows.jobs.filter((job) => job.kind === assetImageBatch || job.kind === shotVideoBatch),
    exports,
    cut: { status: shots.length === 0 ? 'empty' : missing.length > 0 ? 'missing' : 'ready', missing },
    exportWork: exports[0]?.status ?? 'none',
  }
}

/** @param jobs newest first */
export function itemView<R extends AssetRow | ShotRow>(kind: ItemKind, row: R, jobs: readonly JobRow[], uploads: readonly FileRow[]): ItemView<R> {
  const newest = jobs[0]
  // several pictures asked for at once belong together; a shot of a batch shares its parent with other shots only
  const generation = jobs.filter((job) => job === newest || (job.parent_id !== null && job.parent_id === newest?.parent_id)).toReversed()
  const made = jobs.flatMap((job) => versionOf(job) ?? [])
  const versions = [...made, ...uploads.map((file): Version => ({ file, preview: null, hover: null, job: null }))].sort(newestFirst)
  const { version, chosen } = contentOf(row.choice, jobs, versions)
  const work: Work = newest === undefined ? (row.asked ? 'none' : 'never') : workOf(generation.map((job) => job.status))
  const open = generation.filter((job) => isOpen(job.status))
  return {
    kind,
    row,
    generation,
    versions,
    content: version,
    chart: rowOf(work, version === null ? 'none' : chosen && !isOpen(work as JobRow['status']) ? 'chosen' : 'made'),
    cancelRequested: open.some((job) => job.cancel_requested),
    outcomeUnknown: open.some((job) => job.phase === 'unknown'),
  }
}

function versionOf(job: JobRow): Version | null {
  // beside it lie what only stands for it: a still, a few moving seconds
  const file = job.files?.find(({ role }) => role === 'image' || role === 'video')
  const beside = (role: string) => job.files?.find((other) => other.role === role) ?? null
  return file === undefined ? null : { file, preview: beside('preview'), hover: beside('hover'), job }
}

const newestFirst = (a: Version, b: Version): number =>
  a.file.created_at < b.file.created_at ? 1 : a.file.created_at > b.file.created_at ? -1 : 0

/**
 * What an item shows: what its owner chose, unless something newer was made since. A newer generation that is under way,
 * failed or was cancelled takes nothing away. Of several pictures made together the first is shown.
 */
export function contentOf(choice: Choice | null, jobs: readonly JobRow[], versions: readonly Version[]): { version: Version | null; chosen: boolean } {
  const wanted = choice === null ? undefined : versions.find(({ file }) => file.id === choice.fileId)
  const stands = wanted !== undefined && (choice?.after ?? null) === (jobs[0]?.id ?? null)
  if (stands) return { version: wanted, chosen: true }
  const newestMade = jobs.find((job) => versionOf(job) !== null)
  const together = newestMade === undefined ? [] : jobs.filter((job) => job === newestMade || (job.parent_id !== null && job.parent_id === newestMade.parent_id))
  const made = together.findLast((job) => versionOf(job) !== null)
  if (wanted !== undefined) {
    const chosenAt = choice?.after === null ? jobs.length : jobs.findIndex((job) => job.id === choice?.after)
    const madeAt = newestMade === undefined ? jobs.length : jobs.indexOf(newestMade)
    // chosen after it was made
    if (made === undefined || (chosenAt !== -1 && chosenAt <= madeAt)) return { version: wanted, chosen: false }
  }
  if (made === undefined) return { version: versions[0] ?? null, chosen: false }
  return { version: versions.find(({ job }) => job === made) ?? null, chosen: false }
}
