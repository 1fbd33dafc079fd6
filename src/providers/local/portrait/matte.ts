/**
 * From a rough mask to how much of every pixel is the person, down to strands of hair. Where the mask is sure it is
 * believed; in a band around its edge, wide about the head and narrow elsewhere, colours decide: each pixel lies somewhere
 * between the person's colour and the backdrop's next to it. A guided filter then draws the answer along the picture's
 * own edges, at full size.
 */
import { type Plane, blur, boxMean, resize, smoothstep } from './plane.ts'

export type Picture = { width: number; height: number; /** red, green, blue; 0-1, as encoded */ planes: [Plane, Plane, Plane] }
/** About a head, in pixels of the picture: hair is within `radius` of the centre or falls beside the chin. */
export type Head = { x: number; y: number; width: number; height: number }

const workingPixels = 440_000

/** @param mask 0-1, same size as the picture. @returns alpha, 0-1 */
export function matte(picture: Picture, mask: Plane, heads: readonly Head[]): Plane {
  const { width, height } = picture
  const scale = Math.min(1, Math.sqrt(workingPixels / (width * height)))
  const w = Math.max(8, Math.round(width * scale))
  const h = Math.max(8, Math.round(height * scale))
  const small: Picture = { width: w, height: h, planes: picture.planes.map((plane) => resize(plane, width, height, w, h)) as Picture['planes'] }
  const near = heads.map((head) => ({ x: head.x * scale, y: head.y * scale, width: head.width * scale, height: head.height * scale }))
  const unit = Math.max(8, Math.min(w * 0.5, Math.max(...near.map((head) => head.width), 0.08 * w)))

  const start = resize(mask, width, height, w, h)
  for (let i = 0; i < start.length; i++) start[i] = smoothstep(0.2, 0.8, start[i]!)
  const rough = guided(guideOf(small, Math.max(2, Math.round(unit * 0.03))), small, start, 1e-4)
  const { least, most } = bounds(rough, w, h, near, unit)
  const fine = guideOf(small, 2)
  const alpha = byColour(small, rough, least, most, unit)
  within(alpha, least, most)
  const drawn = guided(fine, small, alpha, 4e-5)
  within(drawn, least, most)
  const full = applied(coefficients(fine, small, drawn, 2e-5), small, picture)
  within(full, resize(least, w, h, width, height), resize(most, w, h, width, height))
  for (let i = 0; i < full.length; i++) {
    // what is left of noise near nothing and near everything is no hair
    const v = full[i]!
    full[i] = v < 0.01 ? 0 : v > 0.99 ? 1 : (v + smoothstep(0, 1, v)) / 2
  }
  return full
}

/**
 * What alpha can be at the least and at the most: sure far inside and far outside the mask's edge, open at the edge. About
 * heads the open band is wide, and the likelier hair the nearer it is.
 */
function bounds(rough: Plane, w: number, h: number, heads: readonly Head[], unit: number): { least: Plane; most: Plane } {
  const hard = new Float32Array(rough.length)
  for (let i = 0; i < hard.length; i++) hard[i] = rough[i]! > 0.5 ? 1 : 0
  const narrow = blur(hard, w, h, Math.max(1, unit * 0.02))
  const wide = blur(hard, w, h, Math.max(1.5, unit * 0.07))
  const least = new Float32Array(rough.length)
  const most = new Float32Array(rough.length)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      const hair = heads.reduce((most, head) => Math.max(most, hairiness(head, x, y)), 0)
      const inside = Math.max(smoothstep(0.6, 0.95, narrow[i]!) * (1 - hair), smoothstep(0.6, 0.97, wide[i]!))
      const outside = smoothstep(0.02, 0.4, narrow[i]!) * (1 - hair) + hair * smoothstep(0.01, 0.42, wide[i]!)
      least[i] = heads.some((head) => isFace(head, x, y)) ? 1 : inside
      most[i] = Math.max(least[i]!, outside)
    }
  return { least, most }
}

function within(plane: Plane, least: Plane, most: Plane): void {
  for (let i = 0; i < plane.length; i++) {
    const v = plane[i]!
    plane[i] = v < least[i]! ? least[i]! : v > most[i]! ? most[i]! : v
  }
}

/** 1 where hair is to be looked for: around a head, and falling beside the chin; 0 from there on, softly. */
function hairiness(head: Head, x: number, y: number): number {
  const dx = Math.abs(x - (head.x + head.width / 2)) / head.width
  const dy = (y - (head.y + head.height / 2)) / head.height
  const crown = 1 - smoothstep(1.3, 1.7, Math.hypot(dx, dy))
  const beside = (1 - smoothstep(1.1, 1.4, dx)) * smoothstep(0.2, 0.4, dx) * (1 - smoothstep(1.6, 2.4, dy))
  return dy < 0.3 ? crown : Math.max(beside, crown * (1 - smoothstep(0.3, 0.6, dy)))
}
/** Well within the face no colour of a backdrop is looked for. */
const isFace = (head: Head, x: number, y: number): boolean => {
  const dx = (x - (head.x + head.width / 2)) / head.width
  const dy = (y - (head.y + head.height * 0.55)) / head.height
  return dx * dx + dy * dy < 0.14
}

/** Where between the two colours around it a pixel lies; as far as they differ, else what the rough mask says. */
function byColour({ width: w, height: h, planes }: Picture, rough: Plane, least: Plane, most: Plane, unit: number): Plane {
  // colours around change slowly: they are found at half the size
  const [hw, hh] = [Math.ceil(w / 2), Math.ceil(h / 2)]
  const half = planes.map((plane) => resize(plane, w, h, hw, hh))
  const front = around(half, resize(least, w, h, hw, hh).map((v) => (v > 0.98 ? 1 : 0)), hw, hh, unit / 2)
  const back = around(half, resize(most, w, h, hw, hh).map((v) => (v < 0.02 ? 1 : 0)), hw, hh, unit / 2)
  const up = (plane: Plane) => resize(plane, hw, hh, w, h)
  const [fr, fg, fb, fs] = [...front.mean, front.variance].map(up) as [Plane, Plane, Plane, Plane]
  const [br, bg, bb, bs] = [...back.mean, back.variance].map(up) as [Plane, Plane, Plane, Plane]
  const [r, g, b] = planes
  const alpha = new Float32Array(rough.length)
  for (let i = 0; i < alpha.length; i++) {
    const dr = fr[i]! - br[i]!
    const dg = fg[i]! - bg[i]!
    const db = fb[i]! - bb[i]!
    const apart = dr * dr + dg * dg + db * db
    const between = ((r[i]! - br[i]!) * dr + (g[i]! - bg[i]!) * dg + (b[i]! - bb[i]!) * db) / Math.max(apart, 1e-4)
    const trust = apart / (apart + 4 * (fs[i]! + bs[i]!) + 0.004)
    alpha[i] = Math.min(1, Math.max(0, between)) * trust + rough[i]! * (1 - trust)
  }
  return alpha
}

/** The mean colour of the marked pixels near each pixel: of the nearest where there are any, of farther ones else. */
function around(planes: readonly Plane[], marked: Plane, w: number, h: number, unit: number) {
  const size = w * h
  const mean = [new Float32Array(size), new Float32Array(size), new Float32Array(size)]
  const variance = new Float32Array(size)
  const left = new Float32Array(size).fill(1)
  const [r, g, b] = planes as [Plane, Plane, Plane]
  const own = planes.map((plane) => plane.map((v, i) => v * marked[i]!))
  const square = marked.map((m, i) => m * (r[i]! * r[i]! + g[i]! * g[i]! + b[i]! * b[i]!))
  for (const radius of [0.12, 0.3, 0.8, 2.5].map((f) => Math.max(2, Math.round(f * unit)))) {
    const share = boxMean(marked, w, h, radius)
    const sums = own.map((plane) => boxMean(plane, w, h, radius))
    const squares = boxMean(square, w, h, radius)
    for (let i = 0; i < size; i++) {
      if (left[i]! <= 0 || share[i]! < 1e-4) continue
      const take = Math.min(left[i]!, share[i]! * 30)
      left[i]! -= take
      let spread = squares[i]! / share[i]!
      for (let c = 0; c < 3; c++) {
        const m = sums[c]![i]! / share[i]!
        mean[c]![i]! += take * m
        spread -= m * m
      }
      variance[i]! += take * Math.max(0, spread)
    }
  }
  for (let i = 0; i < size; i++) {
    const got = 1 - left[i]!
    if (got <= 1e-6) variance[i] = 1
    else {
      for (const plane of mean) plane[i]! /= got
      variance[i]! /= got
    }
  }
  return { mean, variance }
}

type Guide = { radius: number; means: Plane[]; /** rr rg rb gg gb bb */ covariances: Plane[] }

function guideOf({ width, height, planes }: Picture, radius: number): Guide {
  const means = planes.map((plane) => boxMean(plane, width, height, radius))
  const covariances = ([[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]] as const).map(([a, b]) => {
    const product = boxMean(times(planes[a], planes[b]), width, height, radius)
    for (let i = 0; i < product.length; i++) product[i]! -= means[a]![i]! * means[b]![i]!
    return product
  })
  return { radius, means, covariances }
}

/** He, Sun, Tang: Guided Image Filtering, with a colour guide: q = a·I + b in every window. */
function coefficients({ radius, means, covariances }: Guide, { width, height, planes }: Picture, target: Plane, epsilon: number): Plane[] {
  const [mr, mg, mb] = means as [Plane, Plane, Plane]
  const [rr, rg, rb, gg, gb, bb] = covariances as [Plane, Plane, Plane, Plane, Plane, Plane]
  const mt = boxMean(target, width, height, radius)
  const cross = planes.map((plane) => boxMean(times(plane, target), width, height, radius))
  const a = [new Float32Array(target.length), new Float32Array(target.length), new Float32Array(target.length)] as const
  const b = new Float32Array(target.length)
  for (let i = 0; i < target.length; i++) {
    const r0 = rr[i]! + epsilon, g0 = gg[i]! + epsilon, b0 = bb[i]! + epsilon
    const x = rg[i]!, y = rb[i]!, z = gb[i]!
    const c0 = cross[0]![i]! - mr[i]! * mt[i]!
    const c1 = cross[1]![i]! - mg[i]! * mt[i]!
    const c2 = cross[2]![i]! - mb[i]! * mt[i]!
    const m00 = g0 * b0 - z * z, m01 = y * z - x * b0, m02 = x * z - y * g0
    const determinant = r0 * m00 + x * m01 + y * m02
    const d = Math.abs(determinant) < 1e-18 ? 0 : 1 / determinant
    a[0][i] = (m00 * c0 + m01 * c1 + m02 * c2) * d
    a[1][i] = (m01 * c0 + (r0 * b0 - y * y) * c1 + (x * y - r0 * z) * c2) * d
    a[2][i] = (m02 * c0 + (x * y - r0 * z) * c1 + (r0 * g0 - x * x) * c2) * d
    b[i] = mt[i]! - a[0][i]! * mr[i]! - a[1][i]! * mg[i]! - a[2][i]! * mb[i]!
  }
  return [...a, b].map((plane) => boxMean(plane, width, height, radius))
}

function applied(found: Plane[], at: { width: number; height: number }, { width, height, planes }: Picture): Plane {
  const [ar, ag, ab, b] = found.map((plane) => resize(plane, at.width, at.height, width, height)) as [Plane, Plane, Plane, Plane]
  const [r, g, bl] = planes
  for (let i = 0; i < b.length; i++) b[i]! += ar[i]! * r[i]! + ag[i]! * g[i]! + ab[i]! * bl[i]!
  return b
}

function times(a: Plane, b: Plane): Plane {
  const product = new Float32Array(a.length)
  for (let i = 0; i < product.length; i++) product[i] = a[i]! * b[i]!
  return product
}

const guided = (guide: Guide, picture: Picture, target: Plane, epsilon: number): Plane => applied(coefficients(guide, picture, target, epsilon), picture, picture)

/**
 * The person's own colour in every pixel, without what shines through from behind. Germer et al., "Fast Multi-Level
 * Foreground Estimation" (2020): from coarse to fine, each pixel's front and back colour explain the pixel and resemble
 * their neighbours'.
 */
export function foreground({ width, height, planes }: Picture, alpha: Plane): [Plane, Plane, Plane] {
  // halves down to a few pixels
  const levels: { w: number; h: number; alpha: Plane; colours: Plane[] }[] = [{ w: width, h: height, alpha, colours: planes }]
  for (let last = levels[0]!; Math.min(last.w, last.h) > 8; last = levels.at(-1)!) {
    const [w, h] = [Math.ceil(last.w / 2), Math.ceil(last.h / 2)]
    levels.push({ w, h, alpha: resize(last.alpha, last.w, last.h, w, h), colours: last.colours.map((plane) => resize(plane, last.w, last.h, w, h)) })
  }
  const top = levels.at(-1)!
  let front = top.colours.map((plane) => plane.slice())
  let back = top.colours.map((plane) => plane.slice())
  let from = top
  for (const level of levels.toReversed()) {
    const { w, h } = level
    for (const [c, colour] of level.colours.entries()) {
      const f = resize(front[c]!, from.w, from.h, w, h)
      const b = resize(back[c]!, from.w, from.h, w, h)
      for (let round = 0; round < (Math.max(w, h) <= 32 ? 10 : 2); round++) relax(colour, level.alpha, f, b, w, h)
      front[c] = f
      back[c] = b
    }
    from = level
  }
  return front as [Plane, Plane, Plane]
}

function relax(image: Plane, alpha: Plane, f: Plane, b: Plane, w: number, h: number): void {
  const smooth = 1e-5
  for (let y = 0; y < h; y++) {
    const up = y === 0 ? 0 : -w
    const down = y === h - 1 ? 0 : w
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      const a = alpha[i]!
      // the person alone, or the backdrop alone: nothing to part
      if (a >= 0.999) {
        f[i] = image[i]!
        continue
      }
      if (a <= 0.001) {
        b[i] = image[i]!
        continue
      }
      const left = x === 0 ? i : i - 1
      const right = x === w - 1 ? i : i + 1
      const d0 = smooth + Math.abs(a - alpha[left]!)
      const d1 = smooth + Math.abs(a - alpha[right]!)
      const d2 = smooth + Math.abs(a - alpha[i + up]!)
      const d3 = smooth + Math.abs(a - alpha[i + down]!)
      const total = d0 + d1 + d2 + d3
      const meanF = (d0 * f[left]! + d1 * f[right]! + d2 * f[i + up]! + d3 * f[i + down]!) / total
      const meanB = (d0 * b[left]! + d1 * b[right]! + d2 * b[i + up]! + d3 * b[i + down]!) / total
      const na = 1 - a
      const off = (image[i]! - a * meanF - na * meanB) / (total + a * a + na * na)
      const nf = meanF + a * off
      const nb = meanB + na * off
      f[i] = nf < 0 ? 0 : nf > 1 ? 1 : nf
      b[i] = nb < 0 ? 0 : nb > 1 ? 1 : nb
    }
  }
}
