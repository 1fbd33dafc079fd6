/** The upload, opened: upright, in sRGB, no larger than is of use. */
import sharp, { type Sharp } from 'sharp'
import type { Frame } from './frame.ts'
import type { Picture } from './matte.ts'

export type Rgb = { data: Uint8Array; width: number; height: number }

const sideMax = 4096

/** Turned by its EXIF; an animation's first frame; what was transparent is grey. @throws what sharp throws where the bytes are no picture */
export async function openSource(picture: Uint8Array): Promise<Rgb> {
  const { data, info } = await sharp(picture, { limitInputPixels: 120_000_000 })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#b4b4b4' })
    .resize(sideMax, sideMax, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

const asSharp = ({ data, width, height }: Rgb) => sharp(data, { raw: { width, height, channels: 3 } })
const read = async (image: Sharp): Promise<Rgb> => {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

export const smaller = (picture: Rgb, side: number): Promise<Rgb> => read(asSharp(picture).resize(side, side, { fit: 'inside', withoutEnlargement: true }))
export const turned = (picture: Rgb, quarters: number): Promise<Rgb> => (quarters === 0 ? Promise.resolve(picture) : read(asSharp(picture).rotate(quarters * 90)))

/** What a frame shows of the source, at the photograph's size; beyond the source's edges they are repeated. `frame` in source pixels. */
export async function cropped(source: Rgb, frame: Pick<Frame, 'x' | 'y' | 'width' | 'height'>, width: number, height: number): Promise<Picture> {
  const left = Math.max(0, Math.floor(frame.x))
  const top = Math.max(0, Math.floor(frame.y))
  const right = Math.min(source.width, Math.ceil(frame.x + frame.width))
  const bottom = Math.min(source.height, Math.ceil(frame.y + frame.height))
  const scale = width / frame.width
  const inner = { x: Math.round((left - frame.x) * scale), y: Math.round((top - frame.y) * scale) }
  const innerWidth = Math.max(1, Math.min(width - Math.max(0, inner.x), Math.round((right - left) * scale)))
  const innerHeight = Math.max(1, Math.min(height - Math.max(0, inner.y), Math.round((bottom - top) * scale)))
  const part = await read(asSharp(source).extract({ left, top, width: right - left, height: bottom - top }).resize(innerWidth, innerHeight, { fit: 'fill', kernel: 'lanczos3' }))
  const planes: Picture['planes'] = [new Float32Array(width * height), new Float32Array(width * height), new Float32Array(width * height)]
  for (let y = 0; y < height; y++) {
    const sy = Math.min(innerHeight - 1, Math.max(0, y - inner.y))
    for (let x = 0; x < width; x++) {
      const sx = Math.min(innerWidth - 1, Math.max(0, x - inner.x))
      const from = (sy * innerWidth + sx) * 3
      const to = y * width + x
      planes[0][to] = part.data[from]! / 255
      planes[1][to] = part.data[from + 1]! / 255
      planes[2][to] = part.data[from + 2]! / 255
    }
  }
  return { width, height, planes }
}
