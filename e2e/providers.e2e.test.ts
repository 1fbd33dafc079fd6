/** The image-to-3D workspace on other companies' models, which the environment alone has chosen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { hunyuan3d } from '../simulators/hunyuan3d.ts'
import type { Simulator } from '../simulators/lib/server.ts'
import { replicate } from '../simulators/replicate.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { startSafelight, type Safelight } from './safelight.ts'

let pictures: Simulator
let models: Simulator
let safelight: Safelight
let browser: Browser

beforeAll(async () => {
  ;[pictures, models, browser] = await Promise.all([replicate.start(), hunyuan3d.start(), launchBrowser()])
  safelight = await startSafelight({
    ...replicate.environment(pictures.url),
    ...hunyuan3d.environment(models.url),
    SAFELIGHT_MODEL_IMAGE: 'replicate:black-forest-labs/flux-schnell',
    SAFELIGHT_MODEL_MODEL3D: 'hunyuan3d:rapid',
  })
})
afterAll(async () => {
  await browser?.close()
  await safelight?.stop()
  await Promise.all([pictures?.stop(), models?.stop()])
})

test('pictures by Replicate, a model of one of them by Hunyuan, each paid for once', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en', reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(`${safelight.url}/create`)
  await page.getByRole('button', { name: /demo account/ }).click()
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A red fox in fresh snow')
  // what Replicate costs, not what this machine does
  await page.getByRole('button', { name: /^Develop 4 pictures\s*4 credits/ }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-frame=COMPLETED]').length === 4)
  await page.getByRole('radio', { name: 'Picture 2' }).check()
  await page.getByRole('button', { name: /Generate 3D model/ }).click()
  await page.locator('model-viewer').waitFor()
  await page.waitForFunction(() => (document.querySelector('model-viewer') as unknown as { loaded?: boolean })?.loaded === true)
  expect([pictures.billed().length, models.billed().length]).toEqual([4, 1])
})
