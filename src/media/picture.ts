/** A picture somebody brought, made safe and plain: upright, sRGB, one frame, nothing but pixels. */
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp'

/** Phones take up to 50 megapixels; what goes beyond 64 costs more memory than anything here makes of it. */
export const megapixelsMax = 64
const pixelsMax = megapixelsMax * 1_000_000
/** the longest side WebP and our renderers can hold */
export const sideMaxPx = 16_383
const decodeSecondsMax = 60

/** What was done to a file besides taking its metadata out. */
export type Change = 'turned_upright' | 'colours_converted' | 'first_frame' | 'format_changed'

export type Refusal = { code: 'file_damaged' | 'too_many_pixels'; params?: Record<string, string | number> }

export type Normalised =
  | { type: 'picture'; mime: 'image/jpeg' | 'image/png' | 'image/webp'; width: number; height: number; changes: Change[] }
  | ({ type: 'refused' } & Refusal)

/**
 * Reads the picture at `source` and writes it to `target` anew: EXIF, XMP, GPS and profiles stay behind, the orientation
 * they named is applied, CMYK becomes sRGB, of an animation the first frame remains. The size is judged by the header,
 * before anything is decoded; a file that ends too early is refused, not half shown.
 *
 * Decoding everything is what proves that the bytes are a picture. JPEG and WebP are written at quality 95, where one
 * more generation cannot be seen; AVIF, slow to write, becomes JPEG, or PNG where it is transparent.
 */
export async function normalisePicture(source: string, target: string, mime: string): Promise<Normalised> {
  let about: Metadata
  try {
    about = await sharp(source, { limitInputPixels: false, failOn: 'none' }).metadata()
  } catch {
    return { type: 'refused', code: 'file_damaged' }
  }
  const { width, height } = about
  if (width * height > pixelsMax || Math.max(width, height) > sideMaxPx)
    return { type: 'refused', code: 'too_many_pixels', params: { megapixels: Math.ceil((width * height) / 1_000_000), max: megapixelsMax, sideMax: sideMaxPx } }

  const outputMime = mime === 'image/avif' ? (about.hasAlpha ? 'image/png' : 'image/jpeg') : (mime as 'image/jpeg' | 'image/png' | 'image/webp')
  try {
    const image = sharp(source, { limitInputPixels: pixelsMax, failOn: 'error', pages: 1, sequentialRead: true })
      .timeout({ seconds: decodeSecondsMax })
      .autoOrient()
      .toColourspace('srgb')
    const written = await write(image, outputMime, target)
    return { type: 'picture', mime: outputMime, width: written.width, height: written.height, changes: changesOf(about, mime, outputMime) }
  } catch (error) {
    if (isOurs(error)) throw error
    return { type: 'refused', code: 'file_damaged' }
  }
}

function write(image: Sharp, mime: 'image/jpeg' | 'image/png' | 'image/webp', target: string): Promise<OutputInfo> {
  switch (mime) {
    case 'image/jpeg':
      return image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(target)
    case 'image/png':
      return image.png({ compressionLevel: 6 }).toFile(target)
    case 'image/webp':
      return image.webp({ quality: 95, effort: 3 }).toFile(target)
  }
}

function changesOf(about: Metadata, from: string, to: string): Change[] {
  return [
    ...((about.orientation ?? 1) > 1 ? (['turned_upright'] as const) : []),
    ...(about.space === 'cmyk' ? (['colours_converted'] as const) : []),
    ...((about.pages ?? 1) > 1 ? (['first_frame'] as const) : []),
    ...(from !== to ? (['format_changed'] as const) : []),
  ]
}

/** The place to write to is full or broken: nothing is wrong with the picture. (Every failure ends in "unable to write".) */
const isOurs = (error: unknown): boolean =>
  /unable to open for write|system error: (No space left|Disk quota|Read-only|Input\/output|Permission denied)/.test((error as Error)?.message ?? '')
