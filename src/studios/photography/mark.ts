/** Lays the watermark over what was collected; the clean photograph stays, as a file of its own. */
import { jobError } from '../../engine/errors.ts'
import { newId } from '../../engine/ids.ts'
import type { AttemptContext, Collected, FileRecord } from '../../engine/types.ts'
import type { Storage } from '../../media/storage.ts'
import { thumbnail } from '../../media/thumbnail.ts'
import { withMark } from '../../media/watermark.ts'
import type { PhotographInput } from './kinds.ts'

/**
 * The marked photograph becomes the `image`, the clean one its `original`. Repeatable: keys depend on the job alone.
 * @throws JobError `storage_failed`, which the engine tries again without paying again
 */
export async function markPhotograph(storage: Storage, ctx: AttemptContext<PhotographInput>, collected: Collected): Promise<Collected> {
  const { watermark, mark } = ctx.input
  const clean = collected.files.find((file) => file.role === 'image')
  if (watermark === null || clean === undefined) return collected
  try {
    const [photograph, image] = await Promise.all([storage.read(clean.storageKey), mark === null ? null : storage.read(mark.storageKey)])
    const marked = await withMark(photograph, watermark, image)
    const small = await thumbnail(marked)
    const key = (name: string) => `files/${ctx.accountId}/${ctx.jobId}/${name}`
    // the clean preview would show what the mark is there to keep back: it is written over
    const [stored, preview] = await Promise.all([storage.put(key('marked.jpg'), marked), storage.put(key('preview.webp'), small.bytes)])
    const meta = { ...clean.meta, placeholder: small.placeholder }
    const files: FileRecord[] = [
      { ...clean, ...stored, id: newId(), mime: 'image/jpeg', storageKey: key('marked.jpg'), meta },
      { ...clean, role: 'original' },
      { id: newId(), role: 'preview', mime: small.mime, ...preview, storageKey: key('preview.webp'), width: small.width, height: small.height, meta },
      ...collected.files.filter((file) => file.role !== 'image' && file.role !== 'preview'),
    ]
    return { ...collected, files }
  } catch (cause) {
    throw jobError('storage_failed', { acceptance: 'surely-not', cause })
  }
}
