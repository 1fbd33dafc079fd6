/** One model: the workflow of the installation, with the limits its slots give it. */
import type { Aspect, Model } from '../provider.ts'
import type { Template } from './template.ts'

/** About a megapixel each, in the sizes SDXL was made for. */
export const sizes: Readonly<Record<Aspect, { width: number; height: number }>> = {
  '1:1': { width: 1024, height: 1024 },
  '16:9': { width: 1344, height: 768 },
  '9:16': { width: 768, height: 1344 },
  '4:3': { width: 1152, height: 896 },
  '3:4': { width: 896, height: 1152 },
}
const aspects = Object.keys(sizes) as Aspect[]

export function workflowModel(template: Pick<Template, 'has'>, credits: number): Model {
  const sized = template.has('width') && template.has('height')
  const pictured = template.has('image')
  return {
    id: 'comfyui:workflow',
    kind: 'image',
    label: 'ComfyUI workflow',
    price: () => credits,
    priceVersion: `comfyui-${credits}`,
    limits: {
      promptCharsMax: 10_000,
      // a workflow without size slots makes what it makes
      ...(sized && { aspects }),
      ...(pictured && { referencesMin: 1, referencesMax: 1, imageBytesMax: 50_000_000, imageMimes: ['image/png', 'image/jpeg', 'image/webp'] }),
    },
    // it works on one prompt at a time; a second waits there, so that it never stands idle between two
    lane: { maxInFlight: 2 },
    deadlineMs: 30 * 60_000,
  }
}
