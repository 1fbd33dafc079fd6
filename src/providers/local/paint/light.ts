import { type Rgb, blend, rgb, scale, shift } from './colour.ts'
import type { Vec } from './mesh.ts'
import type { Random } from './random.ts'
import type { Palette, Time } from '../prompt/scene.ts'

/** Everything about the air and what shines through it. Colours are linear; directions point towards the light. */
export type Light = {
  towards: Vec
  /** where the disc stands in the sky; the key light may come from further round, so that things show their form */
  seat: Vec
  sun: Rgb
  disc: Rgb
  zenith: Rgb
  horizon: Rgb
  /** the sky around the sun */
  glow: Rgb
  bounce: Rgb
  /** per world unit */
  haze: number
  stars: number
  exposure: number
  night: boolean
  /** how much the sky itself lights things: moonlit pictures are exposed for their shadows */
  ambient: number
}

type Preset = { zenith: string; horizon: string; glow: string; sun: string; strength: number; height: readonly [number, number]; bounce: string; stars: number; exposure: number; disc: number }
const PRESETS: Record<Time, Preset> = {
  dawn: { zenith: '#6d93cf', horizon: '#ffcfb8', glow: '#ffae86', sun: '#ffcfa6', strength: 2.1, height: [8, 17], bounce: '#8a7a78', stars: 0.02, exposure: 1.05, disc: 5 },
  day: { zenith: '#2a78d2', horizon: '#b9dcf2', glow: '#fff2cf', sun: '#fff1da', strength: 2.7, height: [38, 56], bounce: '#8d8a78', stars: 0, exposure: 1, disc: 8 },
  golden: { zenith: '#5486c4', horizon: '#ffdca2', glow: '#ffbf66', sun: '#ffbe74', strength: 2.9, height: [13, 22], bounce: '#9a7f5c', stars: 0, exposure: 1, disc: 7 },
  sunset: { zenith: '#46559c', horizon: '#f7a878', glow: '#ff7a48', sun: '#ffb27c', strength: 2.4, height: [7, 14], bounce: '#6f6084', stars: 0.08, exposure: 1.05, disc: 6 },
  dusk: { zenith: '#2c3a80', horizon: '#b0749f', glow: '#e6848c', sun: '#a9a4ea', strength: 1.15, height: [14, 28], bounce: '#4b4a78', stars: 0.5, exposure: 1.05, disc: 0 },
  night: { zenith: '#0a1230', horizon: '#26406f', glow: '#38558f', sun: '#b4c6f4', strength: 1.15, height: [28, 42], bounce: '#2a3a60', stars: 1, exposure: 1, disc: 3 },
}

/** The light of a time of day, turned and tinted a little by the seed, then pulled towards the palette. */
export function lightOf(time: Time, palette: Palette | null, random: Random, azimuth: number): Light {
  const p = PRESETS[time]
  const turn = random.range(-9, 9)
  const height = (random.range(p.height[0], p.height[1]) * Math.PI) / 180
  const colour = (c: string) => toned(shift(rgb(c), turn * 0.6), palette)
  return {
    towards: [Math.sin(azimuth) * Math.cos(height), Math.sin(height), -Math.cos(azimuth) * Math.cos(height)],
    seat: [Math.sin(azimuth) * Math.cos(height), Math.sin(height), -Math.cos(azimuth) * Math.cos(height)],
    sun: scale(colour(p.sun), p.strength),
    disc: scale(rgb(p.sun), p.disc),
    zenith: toned(shift(rgb(p.zenith), turn), palette),
    horizon: colour(p.horizon),
    glow: colour(p.glow),
    bounce: colour(p.bounce),
    haze: 0.012,
    stars: p.stars,
    exposure: p.exposure,
    night: time === 'night' || time === 'dusk',
    ambient: time === 'night' ? 2.6 : time === 'dusk' ? 1.5 : time === 'sunset' || time === 'golden' || time === 'dawn' ? 1.2 : 1,
  }
}

/** A colour of light or air under a palette. */
export function toned(c: Rgb, palette: Palette | null): Rgb {
  const grey = 0.25 * c[0] + 0.65 * c[1] + 0.1 * c[2]
  if (palette === 'warm') return blend(c, [grey * 1.5 + 0.01, grey * 0.95, grey * 0.55], 0.5)
  if (palette === 'cool') return blend(c, [grey * 0.55, grey * 0.98, grey * 1.5 + 0.01], 0.5)
  if (palette === 'monochrome') return [grey, grey, grey]
  if (palette === 'earthy') return blend(c, [grey * 1.25, grey, grey * 0.62], 0.45)
  if (palette === 'pastel') return blend(shift(c, 0, 0.85, 1.06), [1, 0.93, 0.95], 0.22)
  if (palette === 'vivid') return shift(c, 0, 1.3, 1)
  if (palette === 'cyberpunk' || palette === 'neon') return blend(c, [grey * 1.15 + 0.012, grey * 0.45, grey * 1.75 + 0.03], 0.6)
  return c
}
