// One fixed lattice serves every picture; scenes move through it by offset. Integer lookups keep it fast and exact.
const lattice = new Float32Array(1 << 16)
{
  let s = 0x2545f491
  for (let i = 0; i < lattice.length; i++) {
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    lattice[i] = (s >>> 0) / 4294967296
  }
}
const at = (x: number, y: number, z: number) => lattice[(Math.imul(x, 0x8da6b343) ^ Math.imul(y, 0xd8163841) ^ Math.imul(z, 0xcb1ab31f)) >>> 16]!

/** Smooth value noise in three dimensions, 0..1. */
export function noise3(x: number, y: number, z: number): number {
  const xi = Math.floor(x), yi = Math.floor(y), zi = Math.floor(z)
  let u = x - xi, v = y - yi, w = z - zi
  u = u * u * (3 - 2 * u)
  v = v * v * (3 - 2 * v)
  w = w * w * (3 - 2 * w)
  const a = at(xi, yi, zi), b = at(xi + 1, yi, zi), c = at(xi, yi + 1, zi), d = at(xi + 1, yi + 1, zi)
  const e = at(xi, yi, zi + 1), f = at(xi + 1, yi, zi + 1), g = at(xi, yi + 1, zi + 1), h = at(xi + 1, yi + 1, zi + 1)
  const near = a + (b - a) * u + (c - a + (a - b - c + d) * u) * v
  const far = e + (f - e) * u + (g - e + (e - f - g + h) * u) * v
  return near + (far - near) * w
}

/** Smooth value noise in the plane, 0..1. */
export function noise2(x: number, y: number): number {
  const xi = Math.floor(x), yi = Math.floor(y)
  let u = x - xi, v = y - yi
  u = u * u * (3 - 2 * u)
  v = v * v * (3 - 2 * v)
  const a = at(xi, yi, 7), b = at(xi + 1, yi, 7), c = at(xi, yi + 1, 7), d = at(xi + 1, yi + 1, 7)
  return a + (b - a) * u + (c - a + (a - b - c + d) * u) * v
}

/** Fractal noise, 0..1 around 0.5; each octave is turned a little so that the lattice never shows. */
export function fbm2(x: number, y: number, octaves: number): number {
  let sum = 0, weight = 0.5, total = 0
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise2(x, y)
    total += weight
    weight *= 0.5
    const t = x * 1.62 - y * 1.21 + 17.3
    y = x * 1.21 + y * 1.62 - 9.1
    x = t
  }
  return sum / total
}

/** Ridged fractal noise, 0..1, sharp crests: mountains, nebulae, veins. */
export function ridge2(x: number, y: number, octaves: number): number {
  let sum = 0, weight = 0.5, total = 0, last = 1
  for (let i = 0; i < octaves; i++) {
    let n = 1 - Math.abs(2 * noise2(x, y) - 1)
    n *= n
    sum += weight * n * last
    total += weight
    last = Math.min(1, n * 1.6)
    weight *= 0.5
    const t = x * 1.66 - y * 1.16 + 31.7
    y = x * 1.16 + y * 1.66 + 5.3
    x = t
  }
  return sum / total
}
