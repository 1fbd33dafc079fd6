/** The library's page over ten thousand items: its three bars, the keyboard, bringing files, comparing, deleting. */
import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { Client } from 'pg'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { promptOf, seedLibrary } from '../bench/lib/library.ts'
import { openPool } from '../src/engine/database.ts'
import { createDiskStorage } from '../src/media/storage-disk.ts'
import { testRenderer } from '../src/api/testing/renderer.ts'
import { startTestServer, type TestServer } from '../src/api/testing/server.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { device, fits, signIn, type DeviceOptions } from './device.ts'
import { mainThread } from './main-thread.ts'
import { FIRST_TILES_MS } from './paint.ts'

const items = 10_000
let server: TestServer
let browser: Browser
let context: BrowserContext
let folder: string
let user: { id: string; key: string }
let newest: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-library-'))
  const storage = createDiskStorage(folder)
  ;[server, browser] = await Promise.all([startTestServer({ studio: testRenderer(), storage, webFolder: join(import.meta.dirname, '../dist/web') }), launchBrowser()])
  user = await server.account()
  const pool = openPool({ connectionString: server.databaseUrl })
  newest = await seedLibrary({ pool, storage, accountId: user.id, items })
  await pool.end()
  // whoever looks first waits while everything is taken in
  await server.ask('GET', '/api/library', { key: user.key })
})
afterEach(() => context?.close())
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function open(path: string, options: DeviceOptions = {}, key = user.key): Promise<Page> {
  context = await device(browser, options)
  await signIn(context, server.url, key)
  const page = await context.newPage()
  await page.goto(server.url + path)
  return page
}
const tiles = (page: Page) => page.locator('[role=gridcell][data-id]')
const tile = (page: Page, index: number) => page.locator(`[data-index="${index}"]`)
const lightbox = (page: Page) => page.getByRole('dialog')

// SPEC: A3 U16
describe('ten thousand items', () => {
  /** A busy machine only ever adds: the best of a few is the page's own time. */
  async function best(bar: number, measure: () => Promise<number>): Promise<number> {
    const taken: number[] = []
    while (taken.length < 5 && !(Math.min(...taken) <= bar)) taken.push(await measure())
    return Math.min(...taken)
  }

  test('the first tiles are painted within a second', async () => {
    const page = await open('/library')
    await tiles(page).first().waitFor()
    const took = await best(FIRST_TILES_MS, async () => {
      await page.goto('about:blank')
      await page.goto(`${server.url}/library`, { waitUntil: 'commit' })
      return await page.evaluate(
        () =>
          new Promise<number>((done) => {
            const look = () => (document.querySelector('[role=gridcell] img') ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look))
            look()
          }),
      )
    })
    expect(took).toBeLessThanOrEqual(FIRST_TILES_MS)
  })

  test('scrolling, dragging through all of time and walking with the keys have no task of more than 50 ms', { timeout: 240_000 }, async () => {
    const page = await open('/library')
    await tiles(page).first().waitFor()
    await page.locator('[data-live=live]').waitFor()
    const longest = await best(50, () =>
      mainThread(browser, page, async () => {
        await page.mouse.move(640, 500)
        for (let n = 0; n < 25; n++) await page.mouse.wheel(0, 700)
        await page.mouse.move(1270, 200)
        await page.mouse.down()
        for (let n = 0; n < 20; n++) await page.mouse.move(1270, 200 + n * 25)
        await page.mouse.up()
        await page.waitForFunction(() => document.querySelectorAll('[role=gridcell][data-id]').length > 10)
        await tiles(page).first().focus()
        for (let n = 0; n < 15; n++) await page.keyboard.press('ArrowDown')
      }),
    )
    expect(longest).toBeLessThanOrEqual(50)
    expect(await page.evaluate(() => document.querySelectorAll('[role=gridcell]').length)).toBeLessThan(200)
  })

  test('a search is answered within 100 ms, p95, in both languages', async () => {
    const words = ['fox', 'red fox snow', 'lighthouse', 'ink wash', 'no. 77', '橘猫', '在雪中', '水墨画', '猫', 'nothing at all like it']
    const p95 = await best(100, async () => {
      const took: number[] = []
      for (let n = 0; n < 40; n++) {
        const started = performance.now()
        await server.ask('GET', `/api/library/timeline?q=${encodeURIComponent(words[n % words.length]!)}`, { key: user.key })
        took.push(performance.now() - started)
      }
      return took.toSorted((a, b) => a - b)[Math.floor(0.95 * took.length)]!
    })
    expect(p95).toBeLessThanOrEqual(100)
  })

  test('a search from the page, kept in the address over a reload; and back', async () => {
    const page = await open('/library')
    await page.getByText('10,000 items').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('橘猫 no. 1')
    await page.waitForURL(/q=/)
    await expect.poll(() => page.locator('h1 + p').textContent()).not.toContain('10,000')
    await page.getByRole('button', { name: 'Videos' }).click()
    await page.waitForURL(/kind=video/)
    await page.reload()
    expect(await page.getByLabel('Search prompts and names').inputValue()).toBe('橘猫 no. 1')
    expect(await page.getByRole('button', { name: 'Videos' }).getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('10,000 items').waitFor()
  })
})

test.each(['dark', 'light'] as const)('no axe violation in the %s theme: the grid with uploads and a selection, the lightbox', { timeout: 240_000 }, async (colorScheme) => {
  const page = await open('/library', { colorScheme, locale: colorScheme === 'dark' ? 'en' : 'zh-CN' })
  const check = async (name: string) => {
    await page.waitForFunction(() => [...document.images].every((i) => i.complete))
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
    expect(violations.map((v) => `${name}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([])
  }
  await tiles(page).first().waitFor()
  await page.getByRole('button', { name: /Bring files|添加文件/ }).click()
  await page.locator('input[type=file]').first().waitFor({ state: 'attached' })
  await tile(page, 2).click({ modifiers: ['Control'] })
  await check('grid')
  await page.keyboard.press('Escape')
  await tile(page, 3).click()
  await lightbox(page).locator('dl').waitFor()
  await check('lightbox')
})

test('usable at 360 px: nothing scrolls sideways, a tap selects where one asked for that', async () => {
  const page = await open('/library', { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true })
  await tiles(page).first().waitFor()
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Select', exact: true }).tap()
  await tile(page, 0).tap()
  await tile(page, 1).tap()
  await page.getByRole('region', { name: '2 selected' }).waitFor()
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Clear selection' }).tap()
  await tile(page, 3).tap()
  await lightbox(page).waitFor()
  expect(await fits(page)).toBe(true)
})

// SPEC: U15
test('the whole page with the keyboard alone', async () => {
  const page = await open('/library')
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.index)
  const key = (name: string) => page.keyboard.press(name)
  await tiles(page).first().waitFor()
  // one tab stop for ten thousand tiles
  for (let n = 0; n < 40 && (await focused()) === undefined; n++) await key('Tab')
  expect(await focused()).toBe('0')
  await key('ArrowRight')
  await key('ArrowDown')
  await key('ArrowLeft')
  const columns = Number(await focused())
  expect(columns).toBeGreaterThan(3)
  await key('f')
  await page.locator(`[data-index="${columns}"][aria-label*="favourite"]`).waitFor()
  await key('Enter')
  await lightbox(page).waitFor()
  const title = () => lightbox(page).getByRole('heading').first().textContent()
  const first = await title()
  await key('ArrowRight')
  await expect.poll(title).not.toBe(first)
  await key('Escape')
  await lightbox(page).waitFor({ state: 'detached' })
  // back where one had gone to, not where one began
  await expect.poll(focused).toBe(String(columns + 1))
  await key('Shift+ArrowRight')
  await key('Shift+ArrowRight')
  await page.getByRole('region', { name: '3 selected' }).waitFor()
  await key('Escape')
  await key('End')
  await expect.poll(focused).toBe(String(items - 1))
  await key('Home')
  await expect.poll(focused).toBe('0')
})

// SPEC: A3 U13 U17
test('prompt, seed and lineage of an item; its prompt again', async () => {
  const { body } = await server.ask('GET', '/api/library?kind=image&studio=image-to-3d&limit=1', { key: user.key })
  const made = newest.indexOf(body.items[0].id)
  const page = await open(`/library?item=${newest[made]}`)
  const prompt = promptOf(made)
  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByText(prompt, { exact: true }).waitFor()
  await details.getByText('local:picture').waitFor()
  await details.getByRole('link', { name: 'Use this prompt again' }).click()
  await page.waitForURL(/\/create/)
  expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe(prompt)
  expect(await page.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe(String(made))
})

describe('with a library of one’s own', () => {
  let mine: { id: string; key: string }
  let grey = 0
  const png = () => sharp({ create: { width: 640, height: 480, channels: 3, background: { r: ++grey, g: 90, b: 30 } } }).png().toBuffer()
  const bring = async (name: string) => {
    const { body } = await server.ask('POST', '/api/uploads', { key: mine.key, body: { files: [{ name, data: (await png()).toString('base64') }] } })
    return body.items[0].id as string
  }
  beforeAll(async () => {
    mine = await server.account()
  })

  // SPEC: S4.3 U20
  test('empty, it says what to do; files come by dialog and by paste, one bad one stops no other', async () => {
    const page = await open('/library', {}, mine.key)
    await page.getByRole('link', { name: 'Make the first pictures' }).waitFor()
    await page.getByRole('button', { name: 'Bring files' }).click()
    const [a, b] = [await png(), await png()]
    await page.locator('input[type=file]').first().setInputFiles([
      { name: 'one.png', mimeType: 'image/png', buffer: a },
      { name: 'bad.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
    ])
    await page.locator('[data-upload=done]').waitFor()
    await page.locator('[data-upload=failed]').getByText('This is none of the kinds').waitFor()
    await page.evaluate((bytes) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }))
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, [...b])
    await expect.poll(() => page.locator('[data-upload=done]').count()).toBe(2)
    await expect.poll(() => tiles(page).count()).toBe(2)
  })

  // SPEC: U8
  test('an upload goes on after a refresh in the middle of it', async () => {
    const page = await open('/library', {}, mine.key)
    await page.getByRole('button', { name: 'Bring files' }).click()
    let held = 0
    await page.route('**/api/uploads*', (route) => void (++held === 1 ? undefined : route.continue()))
    await page.locator('input[type=file]').first().setInputFiles([{ name: 'survives.png', mimeType: 'image/png', buffer: await png() }])
    await expect.poll(() => held).toBe(1)
    await page.reload()
    await page.locator('[data-upload=done]', { hasText: 'survives.png' }).waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.locator('[role=gridcell][aria-label*="survives.png"]').waitFor()
  })

  // SPEC: A3 U14 U15
  test('two pictures compared; several taken home; deleted for good', async () => {
    const ids = [await bring('left.png'), await bring('right.png')]
    const page = await open('/library', {}, mine.key)
    const cell = (id: string) => page.locator(`[data-id="${id}"]`)
    await cell(ids[0]!).click({ modifiers: ['Control'] })
    await cell(ids[1]!).click()
    await page.getByRole('button', { name: 'Compare' }).click()
    const slider = lightbox(page).getByRole('slider')
    await slider.focus()
    await page.keyboard.press('ArrowRight')
    expect(await slider.inputValue()).toBe('51')
    await page.keyboard.press('Escape')

    const [zip] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download 2 items as ZIP' }).click()])
    expect(zip.suggestedFilename()).toMatch(/^safelight-.*\.zip$/)
    expect((await readFile(await zip.path())).subarray(0, 2).toString()).toBe('PK')

    await page.getByRole('region', { name: '2 selected' }).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    for (const id of ids) await cell(id).waitFor({ state: 'detached' })
    expect(await rows(`select from file where id = any('{${ids.join(',')}}')`)).toBe(0)
  })

  async function rows(sql: string): Promise<number> {
    const client = new Client({ connectionString: server.databaseUrl })
    await client.connect()
    try {
      return (await client.query(sql)).rowCount ?? 0
    } finally {
      await client.end()
    }
  }
})
