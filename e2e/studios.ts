import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { testImage, testLook, testProvider, testText, testVideo } from '../src/api/testing/provider.ts'
import { startTestServer, type TestServer } from '../src/api/testing/server.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { device, signIn, type DeviceOptions } from './device.ts'

/** All studios at a real server, whose models do what the test says, and one account. Filled before the file's first test. */
export type Studios = {
  server: TestServer
  browser: Browser
  provider: ReturnType<typeof testProvider>
  /** the account's API key */
  key: string
  /** opens a page on a device of its own, signed in and live; `initially` runs in it before its own code */
  enter(path: string, options?: DeviceOptions, initially?: () => void): Promise<Page>
}

/** For one test file: starts and ends with it. After each test the devices are gone and the provider behaves again. */
export function studiosFor(credits: number): Studios {
  const contexts: BrowserContext[] = []
  const studios = {
    provider: testProvider(),
    async enter(path, options, initially) {
      const context = await device(studios.browser, { viewport: { width: 1440, height: 900 }, ...options })
      contexts.push(context)
      await signIn(context, studios.server.url, studios.key)
      if (initially) await context.addInitScript(initially)
      const page = await context.newPage()
      await page.goto(studios.server.url + path)
      await page.locator('[data-live=live]').waitFor()
      return page
    },
  } as Studios

  beforeAll(async () => {
    ;[studios.server, studios.browser] = await Promise.all([
      startTestServer({
        webFolder: join(import.meta.dirname, '../dist/web'),
        trial: { providers: [studios.provider], look: testLook },
        env: { SAFELIGHT_MODEL_IMAGE: testImage, SAFELIGHT_MODEL_VIDEO: testVideo, SAFELIGHT_MODEL_TEXT: testText },
      }),
      launchBrowser(),
    ])
    studios.key = (await studios.server.account(credits)).key
  })
  afterEach(async () => {
    studios.provider.behave = null
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })
  afterAll(async () => {
    await studios.browser?.close()
    await studios.server?.stop()
  })
  return studios
}
