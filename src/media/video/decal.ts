import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { type Frame, frameFromRgb } from './frame.ts'

/** A drawing with transparency, ready to be laid on frames: text, a title. */
export type Decal = {
  /** where it lies in the frame, even */
  x: number
  y: number
  width: number
  height: number
  picture: Frame
  /** 0-255, of the lightness and of the (half-size) colour planes */
  alpha: Uint8Array
  alphaHalf: Uint8Array
  /** of each row, from where to where anything is drawn: most of a decal is empty */
  ink: Uint16Array
  inkHalf: Uint16Array
}

/** Draws once, on a transparent ground that covers part of a frame; the corner and the sides are brought to even numbers. */
export function drawDecal(left: number, top: number, wide: number, high: number, draw: (pen: SKRSContext2D) => void): Decal {
  const x = 2 * Math.floor(left / 2), y = 2 * Math.floor(top / 2), width = 2 * Math.ceil(wide / 2) + 2, height = 2 * Math.ceil(high / 2) + 2
  const canvas = createCanvas(width, height), pen = canvas.getContext('2d')
  pen.translate(-x, -y)
  draw(pen)
  const { data } = pen.getImageData(0, 0, width, height)
  const rgb = new Uint8Array(width * height * 3), alpha = new Uint8Array(width * height), alphaHalf = new Uint8Array((width * height) / 4)
  for (let i = 0; i < alpha.length; i++) {
    rgb[3 * i] = data[4 * i]!
    rgb[3 * i + 1] = data[4 * i + 1]!
    rgb[3 * i + 2] = data[4 * i + 2]!
    alpha[i] = data[4 * i + 3]!
  }
  for (let row = 0, i = 0; row < height; row += 2) for (let column = 0; column < width; column += 2, i++) {
    const o = row * width + column
    alphaHalf[i] = (alpha[o]! + alpha[o + 1]! + alpha[o + width]! + alpha[o + width + 1]!) >> 2
  }
  return { x, y, width, height, picture: frameFromRgb(rgb, width, height), alpha, alphaHalf, ink: inked(alpha, width), inkHalf: inked(alphaHalf, width / 2) }
}

function inked(alpha: Uint8Array, width: number): Uint16Array {
  const ends = new Uint16Array((2 * alpha.length) / width)
  for (let row = 0; row < ends.length / 2; row++) {
    const line = alpha.subarray(row * width, (row + 1) * width)
    ends[2 * row] = Math.max(0, line.findIndex((a) => a !== 0))
    ends[2 * row + 1] = line.findLastIndex((a) => a !== 0) + 1
  }
  return ends
}

/** Lays it on the frame. @param opacity 0-1 @param dy moved down by so many px */
export function lay(frame: Frame, decal: Decal, opacity = 1, dy = 0): void {
  const k = Math.round(256 * Math.min(1, Math.max(0, opacity)))
  if (k === 0) return
  const y = decal.y + 2 * Math.round(dy / 2)
  plane(frame.y, frame.width, frame.height, decal.picture.y, decal.alpha, decal.ink, decal.x, y, decal.width, decal.height, k)
  plane(frame.u, frame.width / 2, frame.height / 2, decal.picture.u, decal.alphaHalf, decal.inkHalf, decal.x / 2, y / 2, decal.width / 2, decal.height / 2, k)
  plane(frame.v, frame.width / 2, frame.height / 2, decal.picture.v, decal.alphaHalf, decal.inkHalf, decal.x / 2, y / 2, decal.width / 2, decal.height / 2, k)
}

function plane(into: Uint8Array, width: number, height: number, from: Uint8Array, alpha: Uint8Array, ink: Uint16Array, x: number, y: number, wide: number, high: number, k: number): void {
  for (let row = Math.max(0, -y); row < Math.min(high, height - y); row++) {
    const left = Math.max(ink[2 * row]!, -x), right = Math.min(ink[2 * row + 1]!, width - x)
    for (let column = left, i = row * wide + left, o = (y + row) * width + x + left; column < right; column++, i++, o++) {
      const a = alpha[i]! * k
      if (a !== 0) into[o] = into[o]! + (((from[i]! - into[o]!) * a + 32_640) >> 16)
    }
  }
}
