import type { Frame, Yuv } from './frame.ts'

/** A soft or hard-edged ellipse; `radiusX` and `radiusY` in px before it is turned by `angle` (radians). */
export type Dab = { x: number; y: number; radiusX: number; radiusY: number; angle: number; /** 1 fades all the way from the middle; 4 is nearly a disc */ hardness: number; alpha: number }

/** Paints one dab at sub-pixel precision. */
export function dab(frame: Frame, paint: Yuv, spot: Dab): void {
  const cos = Math.cos(spot.angle), sin = Math.sin(spot.angle)
  // a thin line keeps its weight: never thinner than a pixel, but fainter
  const rx = Math.max(0.8, spot.radiusX), ry = Math.max(0.8, spot.radiusY)
  const alpha = Math.min(1, spot.alpha) * Math.min(1, spot.radiusX / rx) * Math.min(1, spot.radiusY / ry)
  const a = (cos * cos) / (rx * rx) + (sin * sin) / (ry * ry)
  const b = cos * sin * (1 / (rx * rx) - 1 / (ry * ry))
  const c = (sin * sin) / (rx * rx) + (cos * cos) / (ry * ry)
  const halfWidth = Math.hypot(rx * cos, ry * sin), halfHeight = Math.hypot(rx * sin, ry * cos)
  plane(frame.y, null, frame.width, frame.height, 1, spot, a, b, c, halfWidth, halfHeight, alpha, paint[0], 0)
  plane(frame.u, frame.v, frame.width / 2, frame.height / 2, 2, spot, a, b, c, halfWidth, halfHeight, alpha, paint[1], paint[2])
}

function plane(into: Uint8Array, into2: Uint8Array | null, width: number, height: number, step: number, spot: Dab, a: number, b: number, c: number, halfWidth: number, halfHeight: number, alpha: number, paint: number, paint2: number): void {
  const left = Math.max(0, Math.ceil((spot.x - halfWidth) / step)), right = Math.min(width - 1, Math.floor((spot.x + halfWidth) / step))
  const top = Math.max(0, Math.ceil((spot.y - halfHeight) / step)), bottom = Math.min(height - 1, Math.floor((spot.y + halfHeight) / step))
  const hard = spot.hardness
  for (let row = top; row <= bottom; row++) {
    const dy = row * step - spot.y
    for (let x = left, o = row * width + left; x <= right; x++, o++) {
      const dx = x * step - spot.x
      const inside = 1 - (a * dx * dx + 2 * b * dx * dy + c * dy * dy)
      if (inside <= 0) continue
      const share = alpha * (hard > 1 ? Math.min(1, inside * hard) : inside * inside)
      into[o] = into[o]! + (paint - into[o]!) * share
      if (into2 !== null) into2[o] = into2[o]! + (paint2 - into2[o]!) * share
    }
  }
}

const CELL = 16

/**
 * Lays a paint over the whole frame, as thick as `share` (0-1) says at each point; asked every 16 px and smoothed between, so
 * that fog, smoke and light may be computed slowly.
 */
export function veil(frame: Frame, paint: Yuv, share: (x: number, y: number) => number): void {
  const columns = Math.ceil(frame.width / CELL) + 1, rows = Math.ceil(frame.height / CELL) + 1
  const grid = new Int32Array(columns * rows)
  for (let row = 0, i = 0; row < rows; row++) for (let column = 0; column < columns; column++, i++) grid[i] = 65_536 * Math.min(1, Math.max(0, share(column * CELL, row * CELL)))
  lay(frame.y, frame.width, frame.height, CELL, grid, columns, Math.round(paint[0]))
  lay(frame.u, frame.width / 2, frame.height / 2, CELL / 2, grid, columns, Math.round(paint[1]))
  lay(frame.v, frame.width / 2, frame.height / 2, CELL / 2, grid, columns, Math.round(paint[2]))
}

function lay(into: Uint8Array, width: number, height: number, cell: number, grid: Int32Array, columns: number, paint: number): void {
  const shift = Math.log2(cell)
  for (let y = 0; y < height; y++) {
    const row = (y >> shift) * columns, line = y & (cell - 1)
    for (let x = 0, o = y * width; x < width; x += cell) {
      const i = row + (x >> shift)
      const from = grid[i]! + (((grid[i + columns]! - grid[i]!) * line) >> shift)
      const step = (grid[i + 1]! + (((grid[i + columns + 1]! - grid[i + 1]!) * line) >> shift) - from) >> shift
      const count = Math.min(cell, width - x)
      // smoke and light leave most of a frame as it was
      if (from === 0 && step === 0) {
        o += count
        continue
      }
      for (let n = 0, k = from; n < count; n++, k += step, o++) into[o] = into[o]! + (((paint - into[o]!) * k + 32_768) >> 16)
    }
  }
}
