import { createRequire } from 'node:module'
import { GlobalFonts, type SKRSContext2D, createCanvas } from '@napi-rs/canvas'
import type { Measure } from './captions.ts'

/** Noto Sans SC, from npm: Latin and Chinese in one hand, on machines that have no fonts at all. */
const WEIGHTS = { 500: '500Medium/NotoSansSC_500Medium.ttf', 700: '700Bold/NotoSansSC_700Bold.ttf' } as const
export type Weight = keyof typeof WEIGHTS

const loaded = new Set<Weight>()

/** A CSS font for canvas; the file (10 MB) is read once a thread. */
export function typeface(weight: Weight, px: number): string {
  if (!loaded.has(weight)) {
    GlobalFonts.registerFromPath(createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${WEIGHTS[weight]}`), `Safelight ${weight}`)
    loaded.add(weight)
  }
  return `${px}px "Safelight ${weight}"`
}

let ruler: SKRSContext2D | undefined

/** Width in px of a text set in that font. */
export function measureIn(font: string): Measure {
  ruler ??= createCanvas(8, 8).getContext('2d')
  return (text) => {
    ruler!.font = font
    return ruler!.measureText(text).width
  }
}
