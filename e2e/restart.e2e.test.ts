/**
 * The whole server is killed and started again while another company works for all four studios, and two devices look on: a desk
 * in English and a phone in Chinese. What was paid for arrives, nothing is bought twice, and what one device does the other shows.
 */
import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Credits, JobList, LedgerList, Timeline } from '../src/api/contract.ts'
import type { Simulator, Work } from '../simulators/lib/server.ts'
import { replicate } from '../simulators/replicate.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { violations } from './axe.ts'
import { device, fits, type DeviceOptions } from './device.ts'
import { startSafelight, type Safelight } from './safelight.ts'

/** One studio's work: the same page on both devices, and what the provider was asked for before the server died. */
type Life = { desk: Page; phone: Page; works: Work[] }
type Studio = 'task' | 'film' | 'photographs' | 'video'

let provider: Simulator
let safelight: Safelight
let browser: Browser
const lives = {} as Record<Studio, Life>

beforeAll(async () => {
  ;[provider, browser] = await Promise.all([replicate.start(), launchBrowser()])
  // it works until a test says that it has ended
  provider.defaults.ms = 3_600_000
  safelight = await startSafelight({
    ...replicate.environment(provider.url),
    SAFELIGHT_MODEL_IMAGE: 'replicate:black-forest-labs/flux-kontext-pro',
    SAFELIGHT_MODEL_VIDEO: 'replicate:bytedance/seedance-1-lite',
  })
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([safelight?.stop(), provider?.stop()])
})

async function demo(options: DeviceOptions): Promise<BrowserContext> {
  const context = await device(browser, options)
  await context.request.post(`${safelight.url}/api/session/demo`, { headers: { origin: safelight.url } })
  return context
}
const live = (page: Page) => page.locator('[data-live=live]').waitFor()

/** The work that the provider takes from `what` on, once it is so many pieces. */
async function takes(count: number, what: () => Promise<unknown>): Promise<Work[]> {
  const before = provider.works.size
  await what()
  await expect.poll(() => provider.works.size, { timeout: 60_000 }).toBe(before + count)
  return [...provider.works.values()].slice(before)
}
function end(works: readonly Work[], run: 'ok' | 'fails' = 'ok'): void {
  for (const work of works) Object.assign(work, { endsAt: Date.now(), directive: { ...work.directive, run } })
}

/** By the page, until the provider has what is paid for. */
const begin: Record<Studio, (page: Page) => Promise<Work[]>> = {
  async task(page) {
    await page.goto(`${safelight.url}/create`)
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A harbour at dawn')
    await page.getByRole('radio', { name: 'Develop 2 pictures' }).check()
    return takes(2, async () => {
      await page.getByRole('button', { name: /^Develop 2 pictures/ }).click()
      await page.waitForURL(/\/tasks\/.+/)
    })
  },
  async film(page) {
    await page.goto(`${safelight.url}/film`)
    await page.getByRole('button', { name: 'Begin an empty film' }).click()
    await page.waitForURL(/\/film\/.+/)
    await page.getByRole('button', { name: 'Paste a list' }).click()
    await page.getByRole('textbox', { name: 'Shots from a list' }).fill('A harbour at dawn\nThe same harbour at night')
    await page.getByRole('button', { name: 'Add 2 shots' }).click()
    return takes(2, () => page.getByRole('button', { name: /^Generate 2 shots/ }).click())
  },
  async photographs(page) {
    await page.goto(`${safelight.url}/photography`)
    const buffer = await readFile(new URL('../src/providers/local/portrait/portraits/portrait-1.jpg', import.meta.url))
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([{ name: 'me.jpg', mimeType: 'image/jpeg', buffer }])
    await page.locator('[data-upload=done]').waitFor()
    await page.getByRole('radio', { name: /^Cherry blossom/ }).check()
    return takes(2, async () => {
      await page.getByRole('button', { name: /^Take 2 photographs/ }).click()
      await page.waitForURL(/\/photography\/.+/)
    })
  },
  async video(page) {
    await page.goto(`${safelight.url}/video`)
    await page.getByRole('textbox', { name: 'What is the video about?' }).fill('How to brew cold coffee at home')
    await page.getByRole('radio', { name: '15 s' }).check()
    await page.getByRole('button', { name: /^Write the script/ }).click()
    await page.locator('[data-video=DRAFT]').waitFor()
    const scenes = await page.locator('[data-scene]').count()
    for (let n = 1; n <= scenes; n++) {
      const seconds = page.locator(`[data-scene="${n}"]`).getByRole('spinbutton', { name: 'Seconds' })
      await seconds.fill('2')
      await Promise.all([page.waitForResponse((r) => r.url().endsWith('/script') && r.ok()), seconds.blur()])
    }
    const pictures = await takes(scenes, () => page.getByRole('button', { name: /^Confirm and make/ }).click())
    end(pictures)
    await page.locator('[data-video=STORYBOARD_READY]').waitFor()
    return [...pictures, ...(await takes(scenes, () => page.getByRole('button', { name: /^Make the video/ }).click()))]
  },
}

// SPEC: E5 U7
test(
  'killed while all four studios work: every page of both devices says so, and is live again by itself',
  { timeout: 240_000 },
  async () => {
    const desk = await demo({ viewport: { width: 1280, height: 900 }, locale: 'en' })
    const phone = await demo({ viewport: { width: 360, height: 780 }, locale: 'zh-CN', colorScheme: 'dark' })
    for (const studio of ['video', 'task', 'film', 'photographs'] as const) {
      const page = await desk.newPage()
      const works = await begin[studio](page)
      lives[studio] = { desk: page, phone: await phone.newPage(), works }
      await lives[studio].phone.goto(page.url())
    }
    const pages = Object.values(lives).flatMap((life) => [life.desk, life.phone])
    await Promise.all(pages.map(live))

    await safelight.kill()
    await Promise.all(pages.map((page) => page.getByText(/server cannot be reached|暂时无法连接服务器/).waitFor()))
    await safelight.start()
    await Promise.all(pages.map(live))
  },
)

const ask = async <T>(page: Page, path: string) => (await (await page.request.get(safelight.url + path)).json()) as T

/** What became of each paid job, by its end, its attempts and its lines in the ledger. */
async function accounts({ desk }: Life): Promise<string[]> {
  const subjectId = new URL(desk.url()).pathname.split('/').at(-1)
  const { items } = await ask<JobList>(desk, `/api/jobs?subjectId=${subjectId}&limit=200`)
  const paid = items.filter(({ children, price }) => children === null && price > 0)
  const told = paid.map(async ({ jobId, status }) => {
    const { attempts, ledger } = await ask<Timeline>(desk, `/api/jobs/${jobId}/timeline`)
    return [status, attempts.length, ...ledger.map(({ kind }) => kind).toSorted()].join(' ')
  })
  return (await Promise.all(told)).toSorted()
}
const arrived = 'completed 1 capture hold'
const refunded = 'failed 1 hold release'

/** Of two children one fails and is asked for again on the phone; the desk shows it begin and end. */
async function oneIsTriedAgain(life: Life, parts: Record<'working' | 'ready' | 'failed', string>, again: RegExp): Promise<void> {
  const { desk, phone, works } = life
  end(works.slice(0, 1), 'fails')
  end(works.slice(1))
  for (const page of [desk, phone]) {
    for (const part of [parts.failed, parts.ready]) await page.locator(part).waitFor()
    expect(await violations(page)).toEqual([])
  }
  expect(await fits(phone)).toBe(true)
  const more = await takes(1, () => phone.getByRole('button', { name: again }).click())
  await desk.locator(parts.working).waitFor()
  end(more)
  for (const page of [desk, phone]) await page.locator(parts.ready).nth(1).waitFor()
  expect(await accounts(life)).toEqual([arrived, arrived, refunded])
}

// SPEC: S1.2 E5 P2 C4 U7
test('image to 3D: both pictures end as the provider says, and the one that failed is made again', () =>
  oneIsTriedAgain(
    lives.task,
    { working: '[data-frame=GENERATING]', ready: '[data-frame=COMPLETED]', failed: '[data-frame=FAILED]' },
    /^重新生成缺少的 1 张图片/,
  ))

// SPEC: S2.3 E5 P2 C4 U7
test('film: both shots end as the provider says, and the one that failed is made again', () => {
  const shot = (status: string) => `[data-shot][data-status=${status}]`
  return oneIsTriedAgain(lives.film, { working: shot('processing'), ready: shot('completed'), failed: shot('failed') }, /^重试/)
})

// SPEC: S4.5 E5 P2 C4 U7
test('photography: both photographs end as the provider says, and the one that failed is taken again', () => {
  const photograph = (status: string) => `[data-photograph=${status}]`
  return oneIsTriedAgain(
    lives.photographs,
    { working: photograph('GENERATING'), ready: photograph('COMPLETED'), failed: photograph('FAILED') },
    /^重新拍摄 1 张/,
  )
})

// SPEC: S3.2 E5 P2 U7
test('video: its clips arrive, and it is put together by itself', async () => {
  const { desk, phone, works } = lives.video
  end(works)
  for (const page of [desk, phone]) await page.locator('[data-video=COMPLETED]').waitFor()
  expect(await fits(phone)).toBe(true)
  // the script, and of each scene a picture and a clip; putting them together is free
  expect(await accounts(lives.video)).toEqual([arrived, ...works.map(() => arrived)])
})

// SPEC: C3 P2
test('after all of it the provider was asked once for each piece, and the ledger is the balance', async () => {
  const works = [...provider.works.values()]
  expect([provider.books.posts.length, works.length]).toEqual([works.length, Object.values(lives).flatMap((life) => life.works).length + 3])
  expect(provider.billed().length).toBe(works.length - 3)
  const lines = (await ask<LedgerList>(lives.film.desk, '/api/credits/ledger?limit=200')).items
  expect(await ask<Credits>(lives.film.desk, '/api/credits')).toMatchObject({
    available: lines.reduce((sum, { availableDelta }) => sum + availableDelta, 0),
    held: 0,
  })
})
