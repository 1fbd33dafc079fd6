/** The image-to-3D workspace on other companies' models, which the environment alone has chosen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
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

/** The prompt box, signed in on a device of its own. */
async function compose(locale: 'en' | 'zh-CN', viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(`${safelight.url}/create`)
  await page.getByRole('button', { name: /demo account|演示/ }).click()
  return page
}

test('pictures by Replicate, a model of one of them by Hunyuan, each paid for once', async () => {
  const page = await compose('en', { width: 1280, height: 900 })
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A red fox in fresh snow')
  // what Replicate costs, not what this machine does
  await page.getByRole('button', { name: /^Develop 4 pictures\s*4 credits/ }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-frame=COMPLETED]').length === 4)
  await page.getByRole('radio', { name: 'Picture 2' }).check()
  await page.getByRole('button', { name: /Generate 3D model/ }).click()
  await page.locator('model-viewer').waitFor()
  await page.waitForFunction(() => (document.querySelector('model-viewer') as unknown as { loaded?: boolean })?.loaded === true)
  expect([pictures.billed().length, models.billed().length]).toEqual([4, 1])

  // another picture by another model of the same company, at its own price; what was chosen stands from then on
  await page.getByRole('radio', { name: 'Picture 3' }).check()
  const maker = page.getByLabel('Made by')
  expect(await maker.inputValue()).toBe('hunyuan3d:rapid')
  await maker.selectOption('hunyuan3d:pro')
  await page.getByRole('button', { name: /Generate 3D model\s*40 credits/ }).click()
  const madeOf = () => page.evaluate(() => fetch(location.pathname.replace('/tasks', '/api/tasks')).then((answer) => answer.json()))
  await expect.poll(madeOf, { timeout: 60_000 }).toMatchObject({ status: 'MODEL_COMPLETED', selectedImageIndex: 2, madeWith: { model3d: 'hunyuan3d:pro' }, prices: { model: 40 } })
  expect(models.billed().length).toBe(2)
})

test('on a phone, in Chinese: the composer offers the picture models, and its price is that of the chosen one', async () => {
  const page = await compose('zh-CN', { width: 360, height: 800 })
  await page.getByRole('textbox', { name: '提示词' }).fill('雪地里的红狐')
  const maker = page.getByLabel('生成模型')
  expect(await maker.inputValue()).toBe('replicate:black-forest-labs/flux-schnell')
  await maker.selectOption({ label: 'FLUX.1 dev · 3 积分 · Replicate' })
  await page.getByRole('button', { name: /^生成 4 张图片\s*12 积分/ }).click()
  await page.waitForFunction(() => document.querySelectorAll('[data-frame=COMPLETED]').length === 4)
  const task = await page.evaluate(() => fetch(location.pathname.replace('/tasks', '/api/tasks')).then((answer) => answer.json()))
  expect(task).toMatchObject({ madeWith: { image: 'replicate:black-forest-labs/flux-dev' }, credits: { captured: 12 } })
})
