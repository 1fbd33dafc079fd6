/**
 * From an event to its paint, ms. The bar is 250; on a machine that runs everything at once a test only tells live from
 * polling, which takes seconds. `SAFELIGHT_STRICT_TIMES=1 npm test -- e2e` on a quiet machine holds to the bar.
 */
export const PAINT_MS = process.env.SAFELIGHT_STRICT_TIMES === '1' ? 250 : 2000
