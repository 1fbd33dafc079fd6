import type { Frame } from '../../../media/video/frame.ts'
import { type Texture, retouch } from '../../../media/video/warp.ts'
import type { Random } from '../paint/random.ts'

const STARS_MAX = 160
/** half a star's patch, in px */
const REACH = 3

/**
 * Lets the small bright points of a picture twinkle: stars, far windows. They are changed in the picture itself, so that they
 * stay where they are when the camera moves. -> draws the picture as it is at second `t`.
 */
export function twinkling(source: Frame, texture: Texture, random: Random): (t: number) => void {
  const stars = find(source).map((star) => ({ ...star, pace: random.range(2.2, 6), phase: random.range(0, 6.28), depth: random.range(0.35, 0.95) }))
  const side = 2 * REACH + 1
  const patches = stars.map((star) => {
    const patch = new Uint8Array(side * side)
    for (let dy = 0; dy < side; dy++) for (let dx = 0; dx < side; dx++) patch[dy * side + dx] = source.y[(star.y + dy - REACH) * source.width + star.x + dx - REACH]!
    return patch
  })
  return (t) => {
    stars.forEach((star, i) => {
      const level = 1 - star.depth * (0.5 + 0.5 * Math.sin(star.pace * t + star.phase)) * (0.6 + 0.4 * Math.sin(0.37 * star.pace * t + 2 * star.phase))
      const patch = patches[i]!
      for (let dy = 0; dy < side; dy++) for (let dx = 0; dx < side; dx++) {
        const was = patch[dy * side + dx]!
        // only what rises above the sky around it is dimmed and lit
        source.y[(star.y + dy - REACH) * source.width + star.x + dx - REACH] = Math.min(235, star.sky + Math.max(0, was - star.sky) * (0.35 + 0.95 * level) + Math.min(0, was - star.sky))
      }
      retouch(texture, source, star.x - REACH, star.y - REACH, star.x + REACH + 1, star.y + REACH + 1)
    })
  }
}

/** Points that are much brighter than what surrounds them, at some distance from each other. */
function find({ width, height, y: luma }: Frame): { x: number; y: number; sky: number }[] {
  const found: { x: number; y: number; sky: number; contrast: number }[] = []
  for (let y = REACH + 1; y < height * 0.85 - REACH; y += 1) for (let x = REACH + 1; x < width - REACH - 1; x++) {
    const i = y * width + x, here = luma[i]!
    if (here < 110 || here < luma[i - 1]! || here <= luma[i + 1]! || here < luma[i - width]! || here <= luma[i + width]!) continue
    const sky = Math.max(luma[i - REACH]!, luma[i + REACH]!, luma[i - REACH * width]!, luma[i + REACH * width]!)
    if (here - sky > 46) found.push({ x, y, sky, contrast: here - sky })
  }
  const spaced: typeof found = []
  for (const star of found.sort((a, b) => b.contrast - a.contrast)) {
    if (spaced.every((other) => Math.abs(other.x - star.x) > 2 * REACH || Math.abs(other.y - star.y) > 2 * REACH)) spaced.push(star)
    if (spaced.length === STARS_MAX) break
  }
  return spaced
}

