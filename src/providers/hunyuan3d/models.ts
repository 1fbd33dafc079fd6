/** Hunyuan 3D's two models. Each costs so many of Tencent's points a job, and a point costs two US cents at most. */
import { creditsFor } from '../price.ts'
import type { Model, ModelLimits } from '../provider.ts'

const usdPerPoint = 0.02
const priceVersion = 'hunyuan3d-2026-01'

const limits: ModelLimits = {
  madeFrom: 'either',
  imageBytesMax: 8 * 1024 * 1024,
  imageSideMinPx: 128,
  imageSideMaxPx: 5_000,
  imageMimes: ['image/jpeg', 'image/png', 'image/webp'],
}

/** The two kinds of job: `Submit...ProJob`, `Query...RapidJob`. */
export type Edition = 'Pro' | 'Rapid'
export const editionOf = (model: Pick<Model, 'id'>): Edition => (model.id === 'hunyuan3d:rapid' ? 'Rapid' : 'Pro')

export const models: readonly Model<any>[] = [
  {
    id: 'hunyuan3d:pro', kind: 'model3d', label: 'Hunyuan 3D Pro', price: () => creditsFor(20 * usdPerPoint), priceVersion,
    limits: { ...limits, promptCharsMax: 1_024 }, lane: { maxInFlight: 3 }, deadlineMs: 40 * 60_000,
  },
  {
    id: 'hunyuan3d:rapid', kind: 'model3d', label: 'Hunyuan 3D Rapid', price: () => creditsFor(15 * usdPerPoint), priceVersion,
    limits: { ...limits, promptCharsMax: 200 }, lane: { maxInFlight: 1 }, deadlineMs: 20 * 60_000,
  },
]
