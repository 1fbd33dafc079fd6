/** Every page and every state of a task, against the pretend API: nothing axe finds, and nothing wider than a phone. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../src/testing/browser.ts'
import { violations } from './axe.ts'
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

async function open(path: string, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(mock.url + path)
  return page
}

const task = (name: string) => `/tasks/${mock.tasks[name]}`
const stateOf = (name: string) => mock.state.tasks.find((t) => t.id === mock.tasks[name]) as Mock['state']['tasks'][number]
const everyPage = () => ({
  home: '/',
  create: '/create',
  tasks: '/tasks',
  credits: '/credits',
  activity: '/activity',
  operations: '/operations',
  job: `/jobs/${stateOf('modelCompleted').models[0]?.jobId}`,
  failedJob: `/jobs/${stateOf('imageFailed').images[0]?.jobId}`,
  nowhere: '/nowhere',
  signIn: '/',
  ...Object.fromEntries(Object.keys(mock.tasks).map((name) => [name, task(name)])),
})

/** Settled: the data is there and nothing is on its way. */
async function settled(page: Page) {
  await page.locator('h1:visible').first().waitFor()
  await page.waitForFunction(() => [...document.images].every((i) => i.complete))
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

test('no page has an axe violation in either theme, and none scrolls sideways at 360 px', { timeout: 300_000 }, async () => {
  const page = await open('/nowhere', { viewport: { width: 1280, height: 900 }, locale: 'en' })
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
  const page = await open('/nowhere', { viewport: { width: 360, height: 780 }, locale: 'zh-CN' })
  for (const [name, path] of Object.entries(everyPage())) {
    mock.state.signedIn = name !== 'signIn'
    await page.goto(mock.url + path)
    await settled(page)
    expect([name, await fits(page)]).toEqual([name, true])
  }
})
