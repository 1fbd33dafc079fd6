/** What people may bring: judged by the bytes a file begins with, never by its name or what its sender calls it. */
import { fileTypeFromBuffer } from 'file-type'

export type MediaKind = 'image' | 'video' | 'speech'
export const mediaKinds = ['image', 'video', 'speech'] as const satisfies readonly MediaKind[]

export type MediaType = { mime: string; kind: MediaKind; extension: string; bytesMax: number }

const mib = 1024 * 1024
const bytesMax: Record<MediaKind, number> = { image: 50 * mib, video: 200 * mib, speech: 50 * mib }

/** The most any accepted file may have. */
export const uploadBytesMax = Math.max(...Object.values(bytesMax))
/** So many first bytes are enough to tell every type below. */
export const headBytes = 4_100

const type = (mime: string, kind: MediaKind, extension: string): MediaType => ({ mime, kind, extension, bytesMax: bytesMax[kind] })

const jpeg = type('image/jpeg', 'image', 'jpg')
const png = type('image/png', 'image', 'png')
const mp4 = type('video/mp4', 'video', 'mp4')

/** By the names `file-type` gives. An animated PNG is a PNG whose first frame is kept. */
const accepted: Record<string, MediaType> = {
  'image/jpeg': jpeg,
  'image/png': png,
  'image/apng': png,
  'image/webp': type('image/webp', 'image', 'webp'),
  'image/avif': type('image/avif', 'image', 'avif'),
  'video/mp4': mp4,
  'video/x-m4v': mp4,
  'video/quicktime': type('video/quicktime', 'video', 'mov'),
  'video/webm': type('video/webm', 'video', 'webm'),
  'audio/wav': type('audio/wav', 'speech', 'wav'),
  'audio/mpeg': type('audio/mpeg', 'speech', 'mp3'),
}

/** HEIC pictures are compressed with patented HEVC, which the picture library we ship cannot read. */
const heic = new Set(['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'])

/** The type of a file by its first bytes; `heic` and `other` are those we cannot take. */
export async function mediaTypeOf(head: Uint8Array): Promise<MediaType | 'heic' | 'other'> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (found === undefined) return 'other'
  if (heic.has(found.mime)) return 'heic'
  return Object.hasOwn(accepted, found.mime) ? accepted[found.mime]! : 'other'
}

const extensions: Record<string, string> = {
  ...Object.fromEntries(Object.values(accepted).map(({ mime, extension }) => [mime, extension])),
  'audio/vnd.wave': 'wav',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'model/gltf-binary': 'glb',
  'text/vtt': 'vtt',
  'application/zip': 'zip',
}

/** What a file of this type is called at its end, without the dot. */
export const extensionOf = (mime: string): string => extensions[mime] ?? 'bin'
