import { MATERIALS, type Material } from './mesh.ts'
import { noise2, noise3 } from './noise.ts'

/** A point of a surface on its way to the light: colour, normal, and how it answers. Reused for every sample. */
export type Sample = {
  x: number; y: number; z: number
  nx: number; ny: number; nz: number
  r: number; g: number; b: number
  gloss: number
  /** width of the highlight: larger is sharper */
  sharp: number
  /** light coming through from behind */
  through: number
  glow: number
  mirror: number
  /** distance from the eye: fine texture is left out where it would only flicker */
  distance: number
}

export const blankSample = (): Sample => ({ x: 0, y: 0, z: 0, nx: 0, ny: 1, nz: 0, r: 0, g: 0, b: 0, gloss: 0, sharp: 20, through: 0, glow: 0, mirror: 0, distance: 0 })

export const material = (name: Material) => MATERIALS.indexOf(name)
export const WATER = material('water')
const FUR = material('fur'), SKIN = material('skin'), METAL = material('metal'), GLASS = material('glass'), GLOW = material('glow'), LEAF = material('leaf'), GROUND = material('ground')
const STONE = material('stone'), WOOD = material('wood'), BRICK = material('brick'), ROOF = material('roof'), CLOTH = material('cloth'), FEATHER = material('feather'), SCALES = material('scales')
const SNOW = material('snow'), WINDOWS = material('windows'), EYE = material('eye'), ROAD = material('road')

/** Gives a sample the grain, the bumps and the gloss of what it is made of. */
export function texture(s: Sample, kind: number, night: boolean, plain: boolean): void {
  s.gloss = 0.06
  s.sharp = 16
  s.through = s.glow = s.mirror = 0
  const fine = plain ? 0 : Math.min(1, 14 / s.distance)
  switch (kind) {
    case FUR: {
      const a = noise3(s.x * 16 + s.y * 9, s.y * 34, s.z * 16), b = noise3(s.x * 60, s.y * 90 + s.x * 30, s.z * 60)
      tone(s, 1 + fine * (0.34 * (a - 0.5) + 0.36 * (b - 0.5)))
      bump(s, 14, 0.3 * fine)
      s.through = 0.12
      break
    }
    case FEATHER: {
      const row = Math.sin(s.y * 46 + 1.5 * noise3(s.x * 9, s.y * 9, s.z * 9) * 6 + Math.abs(Math.sin(s.x * 30)) * 1.2)
      tone(s, 1 + fine * 0.16 * row)
      bump(s, 18, 0.16 * fine)
      break
    }
    case SCALES: {
      const v = s.y * 22, u = (s.x + s.z * 0.6) * 22 + (Math.floor(v) & 1) * 0.5
      const d = Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v))
      tone(s, 1 + fine * (0.34 - 0.6 * d))
      s.ny += fine * 0.35 * (0.5 - (v - Math.floor(v)))
      s.gloss = 0.35
      s.sharp = 26
      break
    }
    case SKIN:
      tone(s, 1 + fine * 0.1 * (noise3(s.x * 24, s.y * 24, s.z * 24) - 0.5))
      s.gloss = 0.16
      s.sharp = 22
      s.through = 0.08
      break
    case METAL:
      tone(s, 1 + fine * 0.14 * (noise3(s.x * 6, s.y * 26, s.z * 6) - 0.5))
      s.gloss = 0.9
      s.sharp = 60
      s.mirror = 0.34
      break
    case GLASS:
      s.gloss = 1.5
      s.sharp = 140
      s.mirror = 0.4
      s.through = 0.7
      s.glow = 0.16
      break
    case GLOW:
      s.glow = 1
      break
    case LEAF:
      tone(s, 0.8 + 0.42 * noise3(s.x * 5, s.y * 5, s.z * 5))
      s.through = 0.55
      s.gloss = 0.1
      break
    case GROUND: {
      const near = noise2(s.x * 9, s.z * 9), far = noise2(s.x * 1.7 + 3, s.z * 1.7)
      tone(s, 1 + (plain ? 0.06 : 0.3) * (far - 0.5) + fine * (0.4 * (near - 0.5) + 0.3 * (noise2(s.x * 47, s.z * 47) - 0.5)))
      bump(s, 8, 0.24 * fine)
      break
    }
    case SNOW: {
      tone(s, 1 + 0.06 * (noise2(s.x * 3, s.z * 3) - 0.5))
      bump(s, 6, 0.16 * fine)
      const spark = noise3(s.x * 120, s.y * 120, s.z * 120)
      if (fine > 0.5 && spark > 0.93) s.glow = (spark - 0.93) * 8
      s.through = 0.25
      s.gloss = 0.12
      break
    }
    case STONE: {
      const a = noise3(s.x * 4, s.y * 4, s.z * 4), b = noise3(s.x * 17, s.y * 17, s.z * 17)
      tone(s, 0.78 + 0.28 * a + fine * 0.3 * b)
      bump(s, 9, 0.4 * fine)
      break
    }
    case WOOD:
      tone(s, 0.8 + fine * 0.45 * noise3(s.x * 26, s.y * 3.2, s.z * 26))
      bump(s, 12, 0.14 * fine)
      break
    case BRICK: {
      const v = s.y * 9, u = (Math.abs(s.nx) > 0.6 ? s.z : s.x) * 5 + (Math.floor(v) & 1) * 0.5
      const fu = u - Math.floor(u), fv = v - Math.floor(v)
      const joint = fu < 0.08 || fv < 0.14
      tone(s, joint ? 0.72 : 0.88 + fine * 0.34 * noise2(Math.floor(u) * 7.1, Math.floor(v) * 3.7))
      bump(s, 12, 0.2 * fine)
      break
    }
    case ROOF: {
      const v = s.y * 13, u = (s.x + s.z) * 9 + (Math.floor(v) & 1) * 0.5
      const fv = v - Math.floor(v)
      tone(s, (0.66 + 0.42 * fv) * (0.88 + 0.24 * noise2(Math.floor(u) * 3.3, Math.floor(v) * 5.1)))
      break
    }
    case CLOTH:
      tone(s, 1 + fine * 0.12 * (noise3(s.x * 60, s.y * 60, s.z * 60) - 0.5))
      s.through = 0.3
      break
    case WINDOWS: {
      const v = s.y * 5.4, u = (Math.abs(s.nx) > 0.5 ? s.z : s.x) * 5.4
      const fu = u - Math.floor(u), fv = v - Math.floor(v)
      if (Math.abs(s.ny) < 0.5 && fu > 0.24 && fu < 0.76 && fv > 0.22 && fv < 0.78) {
        const lit = noise2(Math.floor(u) * 3.7 + 0.5, Math.floor(v) * 9.1 + Math.floor(s.x) * 2.3 + 0.5)
        if (night && lit > 0.47) {
          s.r = 1
          s.g = 0.62 + 0.3 * lit
          s.b = 0.22 + 0.5 * (lit - 0.45)
          s.glow = 1.5
        } else {
          tone(s, 0.35)
          s.mirror = 0.5
          s.gloss = 0.6
        }
      }
      break
    }
    case EYE:
      s.gloss = 2.4
      s.sharp = 90
      s.mirror = 0.18
      break
    case ROAD:
      tone(s, 0.85 + fine * 0.3 * noise2(s.x * 40, s.z * 40))
      s.gloss = 0.2
      break
    default:
      tone(s, 1 + fine * 0.05 * (noise3(s.x * 30, s.y * 30, s.z * 30) - 0.5))
  }
}

function tone(s: Sample, k: number): void {
  s.r *= k
  s.g *= k
  s.b *= k
}

function bump(s: Sample, frequency: number, amount: number): void {
  if (amount < 0.01) return
  const x = s.x * frequency, y = s.y * frequency, z = s.z * frequency
  s.nx += amount * (noise3(x, y, z) - 0.5) * 2
  s.ny += amount * (noise3(x + 31, y, z) - 0.5) * 2
  s.nz += amount * (noise3(x, y + 57, z) - 0.5) * 2
  const l = 1 / (Math.sqrt(s.nx * s.nx + s.ny * s.ny + s.nz * s.nz) || 1)
  s.nx *= l
  s.ny *= l
  s.nz *= l
}
