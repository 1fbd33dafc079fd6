import type { MarkPosition } from '../../../media/mark-places.ts'

/** Row by row. */
export const markPositions: readonly MarkPosition[] = [
  'top-left',
  'top',
  'top-right',
  'left',
  'center',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
]
