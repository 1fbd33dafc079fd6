import type { Browser, BrowserContext, Page } from 'playwright-core'

export type DeviceOptions = NonNullable<Parameters<Browser['newContext']>[0]>

/** A browser of its own, in which nothing is remembered: in English, without motion, and patient with a busy machine. */
export async function device(browser: Browser, options: DeviceOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en', reducedMotion: 'reduce', acceptDownloads: true, ...options })
  context.setDefaultTimeout(60_000)
  return context
}

/** Signs a device in with an API key, as the page's own form would. */
export async function signIn(context: BrowserContext, url: string, apiKey: string): Promise<void> {
  await context.request.post(`${url}/api/session`, { data: { apiKey }, headers: { origin: url } })
}

/** Whether nothing makes the page scroll sideways. */
export const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
