/** What this studio's work costs. The version names the figures, so that a change of either is a change of both. */
export type TaskPrices = { image: number; model3d: number; version: string }

export const taskPrices = (credits: { image: number; model3d: number }): TaskPrices => ({
  ...credits,
  version: `p-${credits.image}-${credits.model3d}`,
})
