/** Fills an account's library: finished work of a year and a half and brought files, whose small pictures can be shown. */
import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import sharp from 'sharp'
import { idAt } from '../../src/library/entries.ts'
import type { Storage } from '../../src/media/storage.ts'
import { thumbnail } from '../../src/media/thumbnail.ts'

export type SeedOptions = { pool: Pool; storage: Storage; accountId: string; items: number; nowMs?: number; /** else plain gradients */ pictures?: readonly Buffer[] }

const subjects = ['red fox', 'lighthouse', 'tin robot', 'glass greenhouse', 'harbour town', 'paper boat', 'snow leopard', 'night market', '橘猫', '灯塔', '纸船', '雪山', '古镇', '机器人']
const places = ['in fresh snow', 'on the moon', 'under a huge moon', 'behind birches', 'at low tide', '在雪中', '在月光下', '在海边', '在雨夜的街头']
const styles = ['ink wash', 'travel poster', 'low golden sun', 'blue hour', 'watercolour', '水墨画', '电影感', '黄昏', '胶片质感']

const spanMs = 540 * 24 * 60 * 60_000
const batch = 1_000
const picturesMade = 24

type Kept = { key: string; bytes: number; sha256: string; mime: string; width: number; height: number; placeholder: string; preview: { key: string; bytes: number; sha256: string } }

/** A number that looks random, the same for the same n. */
const shuffled = (n: number): number => createHash('sha1').update(String(n)).digest().readUInt32LE(0)
const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!

export const promptOf = (n: number): string => {
  const dice = shuffled(n)
  return `${pick(subjects, dice)} ${pick(places, dice >>> 8)}, ${pick(styles, dice >>> 16)} no. ${n}`
}

/** Returns the ids of the newest items, newest first. */
export async function seedLibrary({ pool, storage, accountId, items, nowMs = Date.now(), pictures }: SeedOptions): Promise<string[]> {
  const kept = await keepPictures(storage, accountId, pictures ?? (await gradients()))
  const stepMs = Math.floor(spanMs / items)
  const newest: string[] = []
  for (let from = 0; from < items; from += batch) {
    const rows = Array.from({ length: Math.min(batch, items - from) }, (_, i) => rowOf(from + i, nowMs - (from + i) * stepMs, pick(kept, shuffled(from + i) >>> 3)))
    if (from === 0) newest.push(...rows.slice(0, 100).map((row) => row.file))
    await pool.query(
      `with r as materialized (
         select * from json_to_recordset($2) as r(file uuid, preview uuid, job uuid, subject uuid, at timestamptz, role text, mime text, name text, prompt text,
           seed integer, key text, bytes bigint, sha256 text, width integer, height integer, meta jsonb, preview_key text, preview_bytes bigint, preview_sha256 text)
       ),
       s as (insert into subject (id, account_id, kind, data, created_at)
         select subject, $1, 'task', json_build_object('prompt', prompt, 'seed', seed, 'count', 1), at from r where job is not null),
       j as (insert into job (id, account_id, subject_kind, subject_id, kind, lane, status, phase, created_at, started_at, phase_at, closed_at, progress)
         select job, $1, 'task', subject, 'image_generation', 'local:picture', 'completed', null, at, at, at, at, 100 from r where job is not null),
       d as (insert into job_data (job_id, account_id, subject_id, input)
         select job, $1, subject, json_build_object('model', 'local:picture', 'index', 0, 'request', json_build_object('kind', 'image', 'prompt', prompt, 'seed', seed)) from r where job is not null),
       p as (insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, preview_of, created_at)
         select preview, $1, job, 'preview', 'image/webp', preview_bytes, preview_sha256, preview_key, 512, 512, case when job is null then file end, at from r where preview is not null)
       insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, meta, name, source_sha256, created_at)
       select file, $1, job, role, mime, bytes, sha256, key, width, height, meta, name, case when job is null then file::text end, at from r`,
      [accountId, JSON.stringify(rows)],
    )
  }
  await pool.query('analyze file; analyze job; analyze job_data; analyze subject')
  return newest
}

function rowOf(n: number, atMs: number, picture: Kept) {
  const dice = shuffled(n + 1_000_000) % 100
  const role = dice < 8 ? 'model3d' : dice < 15 ? 'video' : dice < 18 ? 'speech' : 'image'
  const uploaded = role === 'image' && dice > 88
  const { key, bytes, sha256, mime, width, height, placeholder, preview } = picture
  return {
    file: idNear(atMs, n),
    preview: role === 'speech' ? null : idNear(atMs, n + 0x10000000),
    job: uploaded ? null : idNear(atMs - 30_000, n + 0x20000000),
    subject: uploaded ? null : idNear(atMs - 30_000, n + 0x30000000),
    at: new Date(atMs).toISOString(),
    role,
    mime: role === 'image' ? mime : role === 'model3d' ? 'model/gltf-binary' : role === 'video' ? 'video/mp4' : 'audio/mpeg',
    name: uploaded ? `${promptOf(n)}.webp` : null,
    prompt: promptOf(n),
    seed: n,
    key, bytes, sha256, width, height,
    meta: { placeholder, ...(role === 'video' && { seconds: 5 + (n % 40) }) },
    preview_key: preview.key,
    preview_bytes: preview.bytes,
    preview_sha256: preview.sha256,
  }
}

/** An id of that moment, another for every n. */
const idNear = (ms: number, n: number): string => idAt(ms).slice(0, 24) + n.toString(16).padStart(12, '0')

async function keepPictures(storage: Storage, accountId: string, pictures: readonly Buffer[]): Promise<Kept[]> {
  return await Promise.all(
    pictures.map(async (bytes, n) => {
      const small = await thumbnail(bytes)
      const { width, height, format } = await sharp(bytes).metadata()
      const [key, previewKey] = [`seed/${accountId}/${n}.${format}`, `seed/${accountId}/${n}-preview.webp`]
      const stored = await storage.put(key, bytes)
      return { key, ...stored, mime: `image/${format}`, width, height, placeholder: small.placeholder, preview: { key: previewKey, ...(await storage.put(previewKey, small.bytes)) } }
    }),
  )
}

const gradients = (): Promise<Buffer[]> =>
  Promise.all(
    Array.from({ length: picturesMade }, (_, n) => {
      const hue = Math.round((360 * n) / picturesMade)
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="768" height="768"><defs><linearGradient id="g" x2="0.4" y2="1"><stop stop-color="hsl(${hue},55%,62%)"/><stop offset="1" stop-color="hsl(${(hue + 50) % 360},60%,16%)"/></linearGradient></defs><rect width="768" height="768" fill="url(#g)"/><circle cx="${150 + 20 * n}" cy="${520 - 14 * n}" r="110" fill="hsl(${(hue + 180) % 360},70%,72%)" fill-opacity="0.7"/></svg>`
      return sharp(Buffer.from(svg)).webp({ quality: 80 }).toBuffer()
    }),
  )
