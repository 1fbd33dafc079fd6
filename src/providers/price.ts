/**
 * Prices. One credit stands for one US cent of what the provider publishes, rounded up to a whole credit and at least
 * one: what a person is quoted always covers what the operator pays. Operators who sell credits at another rate set the
 * rate at which they grant them.
 */

/** Whole credits for a published price. @param usd price of the whole request, in US dollars */
export const creditsFor = (usd: number): number => Math.max(1, Math.ceil(Math.round(usd * 100_000) / 1_000))
