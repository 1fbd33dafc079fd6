/** Every provider there is beside this machine. Adding one: its folder, and a line here. */
import { folder as a1111 } from './a1111/provider.ts'
import { folder as comfyui } from './comfyui/provider.ts'
import { folder as fal } from './fal/provider.ts'
import { folder as hunyuan3d } from './hunyuan3d/provider.ts'
import { folder as kling } from './kling/provider.ts'
import { folder as meshy } from './meshy/provider.ts'
import { folder as openai } from './openai/provider.ts'
import type { ProviderFolder } from './provider.ts'
import { folder as replicate } from './replicate/provider.ts'

export const folders: readonly ProviderFolder[] = [
  replicate,
  fal,
  openai,
  a1111,
  kling,
  hunyuan3d,
  meshy,
  comfyui,
]
