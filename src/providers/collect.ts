/** From what a provider made to files of ours: fetched, checked by their bytes, given a preview, stored. Repeatable. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isJobError, jobError } from '../engine/errors.ts'
import type { Collected } from '../engine/types.ts'
import { download } from '../media/download.ts'
import { inspect, type Inspected } from '../media/inspect.ts'
import type { Storage } from '../media/storage.ts'
import { keepFiles, type Produced } from '../media/keep-files.ts'
import type { Look, MovingPictures } from '../media/video/moving.ts'
import { thumbnail } from '../media/thumbnail.ts'
import type { Made, ModelKind, OwnFile, ProviderResult } from './provider.ts'

export type CollectOptions = {
  storage: Storage
  moving: Pick<MovingPictures, 'look'>
  allowPrivateHosts: readonly string[]
  job: { accountId: string; jobId: string; signal: AbortSignal; progress(percent: number, message?: string): void }
  medium: ModelKind
  result: ProviderResult
  /** small facts kept with each file */
  facts: Record<string, unknown>
}

const megabyte = 1024 * 1024
const bytesMax = { image: 64 * megabyte, model3d: 256 * megabyte, video: 1024 * megabyte, speech: 128 * megabyte }
const timeoutMs = 10 * 60_000

/**
 * @throws JobError `result_expired`, `provider_failed` (it is not what was asked for) or `storage_failed` (try again;
 *   nothing is paid again)
 */
export async function collectResult({ storage, moving, allowPrivateHosts, job, medium, result, facts }: CollectOptions): Promise<Collected> {
  const output = { ...result.facts, ...(result.text !== undefined && { text: result.text }) }
  if (medium === 'text') {
    if (result.text === undefined || result.text.trim() === '') throw jobError('provider_failed', { params: { reason: 'empty_answer' } })
    return { files: [], output }
  }
  const main = result.files.find((made) => made.role === 'result')
  if (!main) throw jobError('provider_failed', { params: { reason: 'no_result' } })
  // files of ours that what is kept is read from
  const temporary: (() => Promise<void>)[] = []
  try {
    const files = 'own' in main.from ? await ownFiles(main, main.from.own, medium) : await foreignFiles(main, medium)
    return { files: await keepFiles(storage, job, files, facts), ...(Object.keys(output).length > 0 && { output }) }
  } finally {
    for (const remove of temporary) await remove()
  }

  async function ownFiles(made: Made, own: OwnFile, role: string): Promise<Produced[]> {
    if (role === 'video') {
      const { path } = await local(made, role)
      // made by our own code: whatever may be wrong with looking at it, it is kept
      return videoFiles(path, own.mime, await moving.look(path, job.signal).catch(() => null))
    }
    const preview = await previewOf(role === 'image' ? own.bytes : null)
    const placeholder = own.placeholder ?? preview?.placeholder
    return [{ ...own, role, ...(placeholder !== undefined && { placeholder }) }, ...asPreview(preview)]
  }

  async function foreignFiles(made: Made, wanted: Exclude<ModelKind, 'text'>): Promise<Produced[]> {
    const { path } = await local(made, wanted)
    const found = await inspect(path, wanted)
    if (found === null) throw jobError('provider_failed', { params: { reason: 'wrong_content' } })
    return wanted === 'video' ? videoFiles(path, found.mime, await lookAt(path)) : await filesOf(path, found, wanted)
  }

  async function local(made: Made, wanted: Exclude<ModelKind, 'text'>): Promise<{ path: string }> {
    const { path, remove } = await fetched(made, wanted)
    temporary.push(remove)
    return { path }
  }

  async function fetched({ from }: Made, wanted: Exclude<ModelKind, 'text'>): Promise<{ path: string; remove(): Promise<void> }> {
    if ('path' in from) return { path: from.path, remove: () => rm(from.path, { force: true }) }
    if ('url' in from && !from.url.startsWith('data:'))
      return await download({ url: from.url, ...(from.headers && { headers: from.headers }), allowPrivateHosts, bytesMax: bytesMax[wanted], timeoutMs, signal: job.signal })
    const folder = await mkdtemp(join(tmpdir(), 'safelight-result-'))
    const path = join(folder, 'bytes')
    await writeFile(path, 'url' in from ? dataOf(from.url) : 'own' in from ? from.own.bytes : from.bytes)
    return { path, remove: () => rm(folder, { recursive: true, force: true }) }
  }

  async function filesOf(path: string, { mime, width, height }: Inspected, role: string): Promise<Produced[]> {
    const bytes = await readFile(path)
    const preview = await previewOf(role === 'image' ? bytes : null)
    return [
      { bytes, mime, role, ...(width !== null && { width }), ...(height !== null && { height }), ...(preview?.placeholder !== undefined && { placeholder: preview.placeholder }) },
      ...asPreview(preview),
    ]
  }

  /** The video as it is, with a still and a few moving seconds that stand for it in lists. */
  async function videoFiles(path: string, mime: string, look: Look | null): Promise<Produced[]> {
    if (look === null) return [{ path, mime, role: 'video' }, ...asPreview(await previewOf(null))]
    const { poster, hover, width, height } = look
    return [
      { path, mime, role: 'video', width, height, placeholder: poster.placeholder, facts: look.facts },
      { bytes: poster.bytes, mime: poster.mime, role: 'preview', width: poster.width, height: poster.height },
      { bytes: hover.bytes, mime: hover.mime, role: 'hover', width: hover.width, height: hover.height },
    ]
  }

  /** What cannot be played is not what was asked for. Otherwise a comfort: the work is not lost where there is no ffmpeg. */
  async function lookAt(path: string): Promise<Look | null> {
    try {
      return await moving.look(path, job.signal)
    } catch (error) {
      job.signal.throwIfAborted()
      if (isJobError(error) && error.failure.code === 'invalid_input') throw jobError('provider_failed', { params: { reason: 'wrong_content' }, cause: error })
      return null
    }
  }

  /** The provider's, or one of the picture itself. A comfort: the work is not lost where there is none. */
  async function previewOf(picture: Uint8Array | null): Promise<OwnFile | null> {
    const given = result.files.find((made) => made.role === 'preview')
    if (given && 'own' in given.from) return given.from.own
    if (given !== undefined) {
      const source = await fetched(given, 'image').catch(() => null)
      const bytes = source && (await readFile(source.path).catch(() => null))
      await source?.remove()
      const small = bytes && (await thumbnail(bytes).catch(() => null))
      if (small) return small
    }
    return picture && (await thumbnail(picture).catch(() => null))
  }
}

const asPreview = (preview: OwnFile | null): Produced[] =>
  preview === null ? [] : [{ bytes: preview.bytes, mime: preview.mime, role: 'preview', ...(preview.width !== undefined && { width: preview.width }), ...(preview.height !== undefined && { height: preview.height }) }]

function dataOf(url: string): Buffer {
  const found = /^data:[^,]*?(;base64)?,/.exec(url)
  if (!found) throw jobError('provider_failed', { params: { reason: 'bad_address' } })
  const body = url.slice(found[0].length)
  return found[1] ? Buffer.from(body, 'base64') : Buffer.from(decodeURIComponent(body))
}

