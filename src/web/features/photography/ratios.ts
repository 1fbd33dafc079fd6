import type { PhotoAspect } from '../../../api/contract-photography.ts'

/** width / height */
export const ratios: Record<PhotoAspect, number> = { '1:1': 1, '3:4': 3 / 4, '4:3': 4 / 3, '9:16': 9 / 16, '16:9': 16 / 9 }
export const aspects = Object.keys(ratios) as PhotoAspect[]
