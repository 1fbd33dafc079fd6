/** What a file really is, by its bytes: whatever its provider, its name or its headers say. */
import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import sharp from 'sharp'

export type Inspected = { mime: string; width: number | null; height: number | null }
export type Wanted = 'image' | 'model3d' | 'video' | 'speech'

const images = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/avif'])
const sounds = new Set(['audio/mpeg', 'audio/wav', 'audio/vnd.wave', 'audio/ogg', 'audio/opus', 'audio/aac', 'audio/flac', 'audio/mp4', 'audio/x-m4a'])
/** a picture of more is not decoded */
const pixelsMax = 64_000_000

/** The facts of a file of the wanted kind; null where it is not one, or is broken. */
export async function inspect(path: string, wanted: Wanted): Promise<Inspected | null> {
  if (wanted === 'model3d') return (await isGlb(path)) ? { mime: 'model/gltf-binary', width: null, height: null } : null
  const type = await fileTypeFromFile(path)
  if (!type) return null
  switch (wanted) {
    case 'image':
      return images.has(type.mime) ? await picture(path, type.mime) : null
    case 'video':
      return type.mime === 'video/mp4' || type.mime === 'video/webm' || type.mime === 'video/quicktime' ? { mime: type.mime, width: null, height: null } : null
    case 'speech':
      return sounds.has(type.mime) ? { mime: type.mime === 'audio/vnd.wave' ? 'audio/wav' : type.mime, width: null, height: null } : null
  }
}

/** Decoded whole: a truncated picture has a fine head. */
async function picture(path: string, mime: string): Promise<Inspected | null> {
  try {
    const { info } = await sharp(path, { limitInputPixels: pixelsMax, failOn: 'truncated' }).resize(8, 8, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true })
    const { width, height, autoOrient } = await sharp(path, { limitInputPixels: pixelsMax }).metadata()
    if (info.size === 0) return null
    return { mime, width: autoOrient?.width ?? width, height: autoOrient?.height ?? height }
  } catch {
    return null
  }
}

/** Binary glTF 2.0: the length in its head is the file's, and its first chunk is JSON of a 2.x asset. */
async function isGlb(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(20)
    if ((await file.read(head, 0, 20, 0)).bytesRead < 20) return false
    if (head.toString('latin1', 0, 4) !== 'glTF' || head.readUInt32LE(4) !== 2 || head.readUInt32LE(8) !== size) return false
    const length = head.readUInt32LE(12)
    if (head.readUInt32LE(16) !== 0x4e4f534a || length > size - 20) return false
    const json = Buffer.alloc(length)
    await file.read(json, 0, length, 20)
    const document = JSON.parse(json.toString('utf8')) as { asset?: { version?: string }; meshes?: unknown[] }
    return document.asset?.version?.startsWith('2.') === true && (document.meshes?.length ?? 0) > 0
  } catch {
    return false
  } finally {
    await file.close()
  }
}

