import sharp from 'sharp'

export type Thumbnail = { bytes: Uint8Array; mime: 'image/webp'; width: number; height: number; placeholder: string }

/** A 512 px WebP of a picture (its bytes, or a path), upright, and a data URI of about 20 px (under 1 kB) to show blurred while it loads. */
export async function thumbnail(picture: Uint8Array | string, size = 512): Promise<Thumbnail> {
  const [small, tiny] = await Promise.all([
    sharp(picture).autoOrient().resize(size, size, { fit: 'inside', withoutEnlargement: true }).webp({ quality: 82, effort: 3 }).toBuffer({ resolveWithObject: true }),
    sharp(picture).autoOrient().resize(20, 20, { fit: 'inside' }).blur(0.8).webp({ quality: 55, effort: 2 }).toBuffer(),
  ])
  return {
    bytes: new Uint8Array(small.data),
    mime: 'image/webp',
    width: small.info.width,
    height: small.info.height,
    placeholder: `data:image/webp;base64,${tiny.toString('base64')}`,
  }
}
