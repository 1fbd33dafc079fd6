/**
 * From bytes somebody sends to files of their account. Every file gets its own verdict; a bad one stops no other.
 *
 * Order: staged on our disk -> recognised and made plain -> its keys noted -> bytes stored -> row. Dying anywhere
 * leaves at most bytes whose key is noted for removal. The same bytes of the same account again are the same file:
 * that, and not a memory of requests, is why sending again after a lost answer is harmless.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Pool } from 'pg'
import { isJobError } from '../engine/errors.ts'
import { newId } from '../engine/ids.ts'
import { StartupError } from '../startup-error.ts'
import { createGate } from './gate.ts'
import type { Files, StoredFile } from './files.ts'
import { extensionOf, type MediaKind } from './media-types.ts'
import { plainMedia, type PlainMedia } from './plain.ts'
import type { Change } from './picture.ts'
import type { Removals } from './removals.ts'
import type { FileRefusal, Staged, Staging } from './staging.ts'
import { StorageError, type Storage } from './storage.ts'
import type { MovingPictures } from './video/moving.ts'

export type Incoming = { name: string | undefined; stream: Readable }
export type Verdict = { index: number; name: string } & (
  | { type: 'stored'; file: StoredFile; changes: Change[]; /** these very bytes were here before */ known: boolean }
  | { type: 'refused'; refusal: FileRefusal }
)
export type Received = { type: 'verdicts'; verdicts: Verdict[] } | { type: 'idempotency_conflict' }

export type Uploads = {
  /** Takes files one after the other. Rejects only if the sender goes away; nothing half taken remains then. */
  receive(request: { accountId: string; kinds: readonly MediaKind[]; idempotencyKey?: string | undefined }, incoming: AsyncIterable<Incoming>): Promise<Received>
}

export type UploadsOptions = { pool: Pool; storage: Storage; files: Files; removals: Removals; staging: Staging; moving: MovingPictures; log: { error(o: object, m?: string): void } }

/** being decoded or rewritten at once on this node: a long film keeps no picture waiting */
const workersMax: Record<MediaKind, number> = { image: 2, video: 1, speech: 1 }

export function createUploads({ pool, storage, files, removals, staging, moving, log }: UploadsOptions): Uploads {
  const gates = { image: createGate(workersMax.image), video: createGate(workersMax.video), speech: createGate(workersMax.speech) }

  /** True unless the key came with other bytes before. */
  async function keyFits(accountId: string, key: string, staged: readonly { name: string; part: Staged | FileRefusal }[]): Promise<boolean> {
    const hash = createHash('sha256')
    for (const { name, part } of staged) hash.update(`${JSON.stringify(name)} ${'code' in part ? part.code : part.sha256}\n`)
    const { rows } = await pool.query<{ fits: boolean }>(
      `with made as (
         insert into upload_key (account_id, key, hash) values ($1, $2, $3) on conflict do nothing returning hash
       )
       select hash = $3 as fits from made union all select hash = $3 from upload_key where account_id = $1 and key = $2`,
      [accountId, key, hash.digest('base64url')],
    )
    return rows.every((row) => row.fits)
  }

  async function known(accountId: string, sha256: string): Promise<StoredFile | null> {
    const { rows } = await pool.query<{ id: string }>({
      name: 'upload_known',
      text: 'select id from file where account_id = $1 and source_sha256 = $2',
      values: [accountId, sha256],
    })
    return rows[0] === undefined ? null : files.one(rows[0].id, accountId)
  }

  async function keep(accountId: string, name: string, staged: Staged, media: PlainMedia): Promise<{ file: StoredFile; known: boolean }> {
    const id = newId()
    const folder = `uploads/${accountId}/${id}`
    const key = `${folder}/original.${extensionOf(media.mime)}`
    const beside = [
      ...(media.preview === null ? [] : [{ role: 'preview', key: `${folder}/preview.webp`, ...media.preview }]),
      ...(media.hover === null ? [] : [{ role: 'hover', key: `${folder}/hover.mp4`, ...media.hover }]),
    ]
    const keys = [key, ...beside.map((file) => file.key)]
    await removals.expect(keys)
    try {
      const stored = await storage.put(key, createReadStream(media.path))
      const kept = []
      for (const { role, key: storage_key, bytes: content, mime, width, height } of beside) kept.push({ id: newId(), role, mime, storage_key, width, height, ...(await storage.put(storage_key, content)) })
      const { rows } = await pool.query(
        `with made as (
           insert into file (id, account_id, role, name, mime, bytes, sha256, storage_key, width, height, meta, source_sha256)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
           on conflict (account_id, source_sha256) where source_sha256 is not null do nothing
           returning id
         ),
         beside_made as (
           insert into file (id, account_id, role, mime, bytes, sha256, storage_key, width, height, preview_of)
           select p.id, $2, p.role, p.mime, p.bytes, p.sha256, p.storage_key, p.width, p.height, made.id
           from made cross join json_to_recordset($13) as p(id uuid, role text, mime text, bytes bigint, sha256 text, storage_key text, width integer, height integer)
         ),
         expected_no_more as (delete from storage_removal where storage_key = any($14) and exists (select from made))
         select id from made`,
        [
          id, accountId, staged.type.kind, name === '' ? null : name, media.mime, stored.bytes, stored.sha256, key, media.width, media.height, media.meta, staged.sha256,
          JSON.stringify(kept),
          keys,
        ],
      )
      if (rows.length > 0) return { file: (await files.one(id, accountId)) as StoredFile, known: false }
    } catch (error) {
      await removals.now(keys).catch(() => {})
      throw error
    }
    // the same bytes came by another request meanwhile
    await removals.now(keys).catch(() => {})
    const first = await known(accountId, staged.sha256)
    if (first === null) throw new Error('an upload was there and is gone')
    return { file: first, known: true }
  }

  async function take(accountId: string, name: string, staged: Staged): Promise<{ type: 'stored'; file: StoredFile; changes: Change[]; known: boolean } | { type: 'refused'; refusal: FileRefusal }> {
    const before = await known(accountId, staged.sha256)
    if (before !== null) return { type: 'stored', file: before, changes: [], known: true }
    const target = staging.path()
    try {
      const media = await gates[staged.type.kind](() => plainMedia(moving, staged, target))
      if ('code' in media) return { type: 'refused', refusal: media }
      return { type: 'stored', changes: media.changes, ...(await keep(accountId, name, staged, media)) }
    } catch (error) {
      if (error instanceof StartupError && error.code === 'ffmpeg_missing') {
        log.error({ err: error }, 'an upload needs ffmpeg')
        return { type: 'refused', refusal: { code: 'ffmpeg_missing' } }
      }
      if (!(error instanceof StorageError) && !isDiskError(error) && !(isJobError(error) && error.failure.code === 'storage_failed')) throw error
      log.error({ err: error }, 'an upload could not be stored')
      return { type: 'refused', refusal: { code: 'file_not_stored' } }
    } finally {
      await staging.discard(target)
    }
  }

  return {
    async receive({ accountId, kinds, idempotencyKey }, incoming) {
      const staged: { name: string; part: Staged | FileRefusal }[] = []
      try {
        for await (const { name, stream } of incoming) staged.push({ name: cleanName(name), part: await staging.receive(stream, kinds) })
        if (idempotencyKey !== undefined && !(await keyFits(accountId, idempotencyKey, staged))) return { type: 'idempotency_conflict' }
        const verdicts: Verdict[] = []
        for (const [index, { name, part }] of staged.entries())
          verdicts.push({ index, name, ...('code' in part ? { type: 'refused', refusal: part } : await take(accountId, name, part)) })
        return { type: 'verdicts', verdicts }
      } finally {
        for (const { part } of staged) if ('path' in part) await staging.discard(part.path)
      }
    },
  }
}

const isDiskError = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES'].includes((error as NodeJS.ErrnoException)?.code ?? '') || /system error/.test((error as Error)?.message ?? '')

const nameCharsMax = 120
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * A file's own name, without a path, without what no eye sees and what turns the reading direction of the text around
 * it. Empty where nothing is left.
 */
export function cleanName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? ''
  const visible = last.normalize('NFC').toWellFormed().replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim()
  return Array.from(graphemes.segment(visible.slice(0, 4 * nameCharsMax)), ({ segment }) => segment)
    .slice(0, nameCharsMax)
    .join('')
}
