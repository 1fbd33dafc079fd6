/** The page against the real server: one whole life of a task, and what may happen to it on the way. */
import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { glbProblems } from '../src/testing/glb.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { keyboardOf } from './keyboard.ts'
import { startSafelight, type Safelight } from './safelight.ts'

let safelight: Safelight
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  ;[safelight, browser] = await Promise.all([startSafelight(), launchBrowser()])
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((c) => c.close()))
})
afterAll(async () => {
  await browser?.close()
  await safelight?.stop()
})

async function device(locale = 'en'): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(60_000)
  contexts.push(context)
  return context
}

async function enter(context: BrowserContext, path = '/create'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(safelight.url + path)
  await page.getByRole('button', { name: /demo account|演示账户/ }).click()
  await page.locator('[data-live=live]').waitFor()
  return page
}

async function begin(page: Page, prompt: string, pictures = 4): Promise<string> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt)
  await page.getByRole('radio', { name: new RegExp(`Develop ${pictures} picture`) }).check()
  await page.getByRole('button', { name: new RegExp(`^Develop ${pictures} picture`) }).click()
  await page.waitForURL(/\/tasks\/.+/)
  return page.url()
}

const frames = (page: Page, status: string) => page.locator(`[data-frame=${status}]`)
const ready = (page: Page, n: number) =>
  page.waitForFunction((count) => document.querySelectorAll('[data-frame=COMPLETED]').length === count, n)

describe('a life', () => {
  // SPEC: S1.3 U20
  test('prompt, four pictures one by one, a choice, a model, the viewer, the download', async () => {
    const page = await enter(await device())
    const errors: string[] = []
    page.on('pageerror', (e) => errors.push(e.message))
    await begin(page, 'A red fox in fresh snow, low golden sun')
    await ready(page, 1)
    expect(await page.title()).toMatch(/developing/i)
    await ready(page, 4)
    const button = page.getByRole('button', { name: /Generate 3D model.*\d+ credits/ })
    expect(await button.isEnabled()).toBe(true)
    await page.getByRole('radio', { name: 'Picture 2' }).check()
    await button.click()
    await page.locator('model-viewer').waitFor()
    await page.waitForFunction(() => (document.querySelector('model-viewer') as unknown as { loaded?: boolean })?.loaded === true)
    expect(await page.title()).toMatch(/^Done/)

    const [glb] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '3D model (GLB)' }).click()])
    expect(await glbProblems(await readFile(await glb.path()))).toEqual([])
    const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Picture 3/ }).click()])
    expect((await readFile(await png.path())).subarray(1, 4).toString()).toBe('PNG')

    await page.getByText('Runs', { exact: true }).click()
    await page.getByRole('link', { name: /3D model of picture 2/ }).click()
    await page.waitForURL(/\/jobs\/.+/)
    await page.getByText(/credits paid/).waitFor()
    await page.getByRole('heading', { name: 'Timeline' }).waitFor()
    await page.goto(`${safelight.url}/credits`)
    await page
      .getByText(/Paid for a 3D model/)
      .first()
      .waitFor()
    expect(errors).toEqual([])
  })

  // SPEC: S1.5
  test('another picture later makes another model; both versions stay', async () => {
    const page = await enter(await device())
    await begin(page, 'Two stones on a beach', 2)
    await ready(page, 2)
    for (const n of [1, 2]) {
      await page.getByRole('radio', { name: `Picture ${n}` }).check()
      await page.getByRole('button', { name: /Generate 3D model/ }).click()
      await page.locator('model-viewer').waitFor()
      await page.waitForFunction(
        (label) => (document.querySelector('model-viewer') as unknown as { alt?: string } | null)?.alt?.includes(label),
        `picture ${n}`,
      )
    }
    await page.getByRole('button', { name: /Version 1, of picture 1/ }).click()
    await page.waitForFunction(() =>
      (document.querySelector('model-viewer') as unknown as { alt?: string } | null)?.alt?.includes('picture 1'),
    )
  })

  // SPEC: U7
  test('a refresh in the middle, and another device in Chinese, show the same', async () => {
    const page = await enter(await device())
    const url = await begin(page, 'A lighthouse in a storm')
    await ready(page, 1)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'A lighthouse in a storm' }).waitFor()
    const other = await enter(await device('zh-CN'), new URL(url).pathname)
    await ready(page, 4)
    await ready(other, 4)
    await other.getByRole('button', { name: /生成3D模型.*积分/ }).waitFor()
    expect(await other.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
  })
})

describe('trouble', () => {
  // SPEC: E5 U7
  test('kill -9 of the server in the middle: the page comes back by itself and the work is finished', async () => {
    const page = await enter(await device())
    await begin(page, 'A harbour town in the blue hour')
    await ready(page, 1)
    await safelight.kill()
    await page.getByText(/server cannot be reached/).waitFor()
    expect(await frames(page, 'COMPLETED').count()).toBeGreaterThanOrEqual(1)
    await safelight.start()
    await page.locator('[data-live=live]').waitFor()
    await page.getByText(/server cannot be reached/).waitFor({ state: 'detached' })
    await ready(page, 4)
  })

  test('offline: it says so, and catches up when back', async () => {
    const context = await device()
    const page = await enter(context)
    await begin(page, 'A kite above a winter beach', 2)
    await page.getByRole('heading', { level: 1, name: 'A kite above' }).waitFor()
    await context.setOffline(true)
    await page.getByText(/You are offline/).waitFor()
    await context.setOffline(false)
    await page.getByText(/You are offline/).waitFor({ state: 'detached' })
    await ready(page, 2)
  })

  // SPEC: E15
  test('two tabs share one connection; when its tab closes, the other takes over', async () => {
    const context = await device()
    const open = new Set<unknown>()
    let opened = 0
    context.on('request', (r) => r.url().includes('/api/events') && (open.add(r), opened++))
    const gone = (r: unknown) => open.delete(r)
    context.on('requestfinished', gone)
    context.on('requestfailed', gone)
    const first = await enter(context)
    const second = await context.newPage()
    await second.goto(`${safelight.url}/create`)
    await second.locator('[data-live=live]').waitFor()
    const url = await begin(first, 'A paper boat in a storm drain', 2)
    await second.getByRole('link', { name: /A paper boat/ }).waitFor()
    expect([open.size, opened]).toEqual([1, 1])
    await second.goto(url)
    await second.locator('[data-live=live]').waitFor()
    await first.close()
    await second.waitForRequest((r) => r.url().includes('/api/events')).catch(() => {})
    await ready(second, 2)
    expect(opened).toBe(2)
  })
})

test('the whole life by keyboard alone', async () => {
  const page = await (await device()).newPage()
  await page.goto(`${safelight.url}/create`)
  const demo = page.getByRole('button', { name: /Start with the demo/ })
  await demo.waitFor()
  const keyboard = await keyboardOf(page)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
  await keyboard.press(demo)
  await keyboard.write(page.getByRole('textbox', { name: 'Prompt' }), 'A brass telescope on a windowsill')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/\/tasks\/.+/)
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  await ready(page, 4)
  await keyboard.go(page.getByRole('radio', { name: 'Picture 2' }))
  await keyboard.press(page.getByRole('button', { name: /Generate 3D model/ }))
  await page.locator('model-viewer').waitFor()
  await keyboard.press(page.getByRole('button', { name: 'Picture', exact: true }))
  await page.locator('model-viewer').waitFor({ state: 'detached' })
  await keyboard.hasFocus()
  expect(await keyboard.pointers()).toBe(0)
})
