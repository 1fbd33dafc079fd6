/** Every simulator there is, in the order of its port. */
import { a1111 } from './a1111.ts'
import { comfyui } from './comfyui.ts'
import { fal } from './fal.ts'
import { hunyuan3d } from './hunyuan3d.ts'
import { kling } from './kling.ts'
import type { SimulatorEntry } from './lib/entry.ts'
import { meshy } from './meshy.ts'
import { openai } from './openai.ts'
import { replicate } from './replicate.ts'

export const simulators: readonly SimulatorEntry[] = [
  replicate,
  fal,
  openai,
  a1111,
  kling,
  hunyuan3d,
  meshy,
  comfyui,
]
