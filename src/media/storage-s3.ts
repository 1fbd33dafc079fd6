/** Files in an S3-compatible object store. An object appears whole or not at all; a broken upload is taken back. */
import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { StartupError } from '../startup-error.ts'
import { StorageError, checkKey, type Storage } from './storage.ts'

export type S3Config = {
  /** null: Amazon's own for the region */
  endpoint: string | null
  bucket: string
  region: string
  /** null: what the machine has (a role, a profile) */
  keys: { id: string; secret: string } | null
}

/** held in memory for each upload: so many parts of so many bytes */
const partBytes = 8 * 1024 * 1024
const partsAtOnce = 2

function clientFor({ endpoint, region, keys }: S3Config): S3Client {
  return new S3Client({
    region,
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    ...(keys !== null && { credentials: { accessKeyId: keys.id, secretAccessKey: keys.secret } }),
    // newer checksums are unknown to many stores that speak S3
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 120_000 },
  })
}

/** The storage; nothing is asked of the store yet. `openS3Storage` also proves that it works. */
export function createS3Storage(config: S3Config): Storage & { close(): void } {
  const client = clientFor(config)
  const at = (key: string) => ({ Bucket: config.bucket, Key: checkKey(key) })

  /** Counts and hashes on the way; the length of a stream is not known before its end. */
  async function putStream(key: string, body: Readable) {
    const hash = createHash('sha256')
    let bytes = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.byteLength
        hash.update(chunk)
        done(null, chunk)
      },
    })
    body.once('error', (error) => counted.destroy(error))
    body.pipe(counted)
    const upload = new Upload({ client, params: { ...at(key), Body: counted }, partSize: partBytes, queueSize: partsAtOnce, leavePartsOnError: false })
    await upload.done()
    return { bytes, sha256: hash.digest('hex') }
  }

  return {
    async put(key, body) {
      checkKey(key)
      try {
        if (!(body instanceof Uint8Array)) return await putStream(key, body)
        await client.send(new PutObjectCommand({ ...at(key), Body: body, ContentLength: body.byteLength }))
        return { bytes: body.byteLength, sha256: createHash('sha256').update(body).digest('hex') }
      } catch (error) {
        if (body instanceof Readable) body.destroy()
        throw asStorageError(key, error)
      }
    },
    async open(key, range) {
      const params = { ...at(key), ...(range && { Range: `bytes=${range.from}-${range.to}` }) }
      try {
        return (await client.send(new GetObjectCommand(params))).Body as Readable
      } catch (error) {
        throw asStorageError(key, error)
      }
    },
    async read(key) {
      const params = at(key)
      try {
        return await buffer((await client.send(new GetObjectCommand(params))).Body as Readable)
      } catch (error) {
        throw asStorageError(key, error)
      }
    },
    async stat(key) {
      const params = at(key)
      try {
        const found = await client.send(new HeadObjectCommand(params))
        return { bytes: found.ContentLength ?? 0, modifiedAt: found.LastModified ?? new Date(0) }
      } catch (error) {
        if (isMissing(error)) return null
        throw asStorageError(key, error)
      }
    },
    async delete(key) {
      const params = at(key)
      try {
        await client.send(new DeleteObjectCommand(params))
      } catch (error) {
        if (!isMissing(error)) throw asStorageError(key, error)
      }
    },
    async *list(prefix) {
      try {
        for await (const page of paginateListObjectsV2({ client }, { Bucket: config.bucket, Prefix: prefix }))
          for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
      } catch (error) {
        throw asStorageError(prefix, error)
      }
    },
    close: () => client.destroy(),
  }
}

/**
 * The storage, tried out: found out now, not when somebody has paid for a picture.
 * @throws StartupError with one sentence that names what to correct
 */
export async function openS3Storage(config: S3Config): Promise<Storage> {
  const storage = createS3Storage(config)
  try {
    await storage.put('started', Buffer.from(new Date().toISOString()))
    return storage
  } catch (error) {
    storage.close()
    throw startupError(config, (error as StorageError).cause ?? error)
  }
}

type S3Problem = { name?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number }; errors?: S3Problem[] }

function startupError({ endpoint, bucket, region }: S3Config, cause: unknown): StartupError {
  const { name = '', code = '', message = '', $metadata, errors } = cause as S3Problem
  const where = endpoint ?? `Amazon S3 in ${region}`
  const status = $metadata?.httpStatusCode
  const say = (which: 'storage_bucket_missing' | 'storage_auth_failed' | 'storage_unreachable', sentence: string) => new StartupError(which, sentence, { cause })
  if (name === 'CredentialsProviderError')
    return say('storage_auth_failed', 'There are no keys for the object store: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.')
  if (name === 'NoSuchBucket' || status === 404)
    return say('storage_bucket_missing', `The bucket "${bucket}" does not exist at ${where}: create it, or correct S3_BUCKET.`)
  if (status === 301 || name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed')
    return say('storage_bucket_missing', `The bucket "${bucket}" is not in the region "${region}": correct S3_REGION.`)
  if (status === 401 || status === 403)
    return say('storage_auth_failed', `The object store at ${where} does not let these keys write to the bucket "${bucket}" (${name}): correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or the bucket’s policy.`)
  if (status !== undefined) return say('storage_unreachable', `The object store at ${where} answered ${status} (${name}): correct S3_ENDPOINT, or see its log.`)
  const reason = code || errors?.[0]?.code || name || message.split('\n')[0]
  return say('storage_unreachable', `The object store at ${where} cannot be reached (${reason}): start it, or correct S3_ENDPOINT.`)
}

const isMissing = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes((error as S3Problem)?.name ?? '') || (error as S3Problem)?.$metadata?.httpStatusCode === 404
const isFull = (error: unknown): boolean => /StorageFull|QuotaExceeded|InsufficientStorage/.test((error as S3Problem)?.name ?? '') || (error as S3Problem)?.$metadata?.httpStatusCode === 507

function asStorageError(key: string, error: unknown): Error {
  if (error instanceof StorageError || error instanceof TypeError) return error
  if (isMissing(error) && (error as S3Problem).name !== 'NoSuchBucket') return new StorageError('not_found', `Nothing is stored under ${key}.`, { cause: error })
  if (isFull(error)) return new StorageError('no_space', `The object store is full; ${key} could not be stored.`, { cause: error })
  return new StorageError('io', `Storing or reading ${key} failed: ${(error as Error)?.message ?? error}`, { cause: error })
}
