import type { Browser, Page } from 'playwright-core'

/**
 * How many frames a page draws in a second. A busy machine draws fewer, never more, so a bound from above holds on any.
 */
export async function framesInASecond(browser: Browser, page: Page): Promise<number> {
  await browser.startTracing(page, { categories: ['viz'] })
  await page.waitForTimeout(1_000)
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: { name: string; ph: string }[] }
  return traceEvents.filter(({ name, ph }) => name === 'Display::DrawAndSwap' && ph !== 'E').length
}
