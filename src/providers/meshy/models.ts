/** Meshy's models. They cost Meshy's credits, at most two US cents each. */
import { creditsFor } from '../price.ts'
import type { Model, ModelLimits } from '../provider.ts'

const usdPerMeshyCredit = 0.02
const priceVersion = 'meshy-2026-01'
/** tasks in the queue of a Pro account, over all its keys and endpoints */
const lane = { maxInFlight: 10 }
const deadlineMs = 40 * 60_000

const pictures: ModelLimits = { imageBytesMax: 10_000_000, imageMimes: ['image/jpeg', 'image/png'] }

export const textModel = 'meshy:meshy-6-text'

export const models: readonly Model<any>[] = [
  { id: 'meshy:meshy-6', kind: 'model3d', label: 'Meshy 6', price: () => creditsFor(30 * usdPerMeshyCredit), priceVersion, limits: pictures, lane, deadlineMs },
  { id: 'meshy:meshy-5', kind: 'model3d', label: 'Meshy 5', price: () => creditsFor(15 * usdPerMeshyCredit), priceVersion, limits: pictures, lane, deadlineMs },
  {
    id: textModel, kind: 'model3d', label: 'Meshy 6 from words (no texture)', price: () => creditsFor(20 * usdPerMeshyCredit), priceVersion,
    limits: { madeFrom: 'prompt', promptCharsMax: 600 }, lane, deadlineMs,
    // its tasks tell their prompt, so that one can be found again
    abilities: { recovery: 'list-scan' },
  },
]
