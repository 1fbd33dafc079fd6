/**
 * Draws the portraits that tests and example pictures are made of, once, into this folder:
 * `node scripts/run.mjs src/providers/local/portrait/portraits/make.ts` (about three minutes).
 */
import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { fbm2 } from '../../paint/noise.ts'
import { byteOf, smoothstep } from '../plane.ts'
import { renderSitter, type SitterPicture, sitters } from './sitter.ts'

const target = (name: string) => new URL(`./${name}.jpg`, import.meta.url)

/** A room that is not plain: a network has something to tell the person from. */
function inRoom(people: readonly { picture: SitterPicture; x: number; y: number }[], width: number, height: number): Promise<Buffer> {
  const light = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const panel = smoothstep(0.47, 0.5, Math.abs(((x / width) * 3) % 1 - 0.5))
      const k = (0.75 + 0.35 * (1 - y / height)) * (1 - 0.3 * panel) * (0.9 + 0.2 * fbm2(x / 90, y / 90, 4))
      for (let c = 0; c < 3; c++) light[(y * width + x) * 3 + c] = [0.27, 0.26, 0.225][c]! * k
    }
  for (const { picture, x: left, y: top } of people)
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) {
        const [tx, ty] = [x + left, y + top]
        if (tx < 0 || ty < 0 || tx >= width || ty >= height) continue
        const from = y * picture.width + x
        const a = picture.alpha[from]!
        for (let c = 0; c < 3; c++) {
          const to = (ty * width + tx) * 3 + c
          light[to] = light[to]! * (1 - a) + picture.rgb[from * 3 + c]!
        }
      }
  const bytes = Buffer.alloc(width * height * 3)
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(light[i]!)
  return sharp(bytes, { raw: { width, height, channels: 3 } }).jpeg({ quality: 88, mozjpeg: true }).toBuffer()
}

const [width, height] = [800, 1000]
const portraits = sitters.map((sitter) => renderSitter(sitter, width, height, { unit: width * 0.46, x: width / 2, y: height * 0.4 }))
for (const [i, picture] of portraits.entries()) await writeFile(target(`portrait-${i + 1}`), await inRoom([{ picture, x: 0, y: 0 }], width, height))
const two = [sitters[1]!, sitters[2]!].map((sitter) => renderSitter(sitter, 560, 720, { unit: 250, x: 280, y: 250 }))
await writeFile(target('two-people'), await inRoom([{ picture: two[0]!, x: 20, y: 60 }, { picture: two[1]!, x: 380, y: 80 }], 960, 760))
