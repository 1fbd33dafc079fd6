/**
 * From an event to its paint, ms. The bar is 250; on a machine that runs everything at once a test only tells live from
 * polling, which takes seconds. `SAFELIGHT_STRICT_TIMES=1 npm test -- e2e` on a quiet machine holds to the bar.
 */
export const PAINT_MS = process.env.SAFELIGHT_STRICT_TIMES === '1' ? 250 : 2000

/** From the address to the first tiles of a library of ten thousand, ms. The bar is 1,000, held to in the same way. */
export const FIRST_TILES_MS = process.env.SAFELIGHT_STRICT_TIMES === '1' ? 1_000 : 5_000
