/** The video creator against a real server, whose models do what the test says: from a topic to an MP4 that others can read. */
import { stat } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ProviderCallSeen } from '../src/api/testing/provider.ts'
import { fileSize } from '../src/web/i18n/format.ts'
import { ffprobe } from '../src/testing/moving-pictures.ts'
import { violations } from './axe.ts'
import { fits } from './device.ts'
import { studiosFor } from './studios.ts'

const studios = studiosFor(10_000)
const { provider } = studios
const enter = (path: string, locale = 'en') => studios.enter(path, { locale }, countOpen)

/** Counts, from the page's first moment, what it keeps running: intervals, and what it listens for on window and document. */
function countOpen(): void {
  const intervals = new Set<unknown>()
  const heard: { on: string; listener: unknown; capture: boolean }[] = []
  const { setInterval: begin, clearInterval: end } = window
  Object.assign(window, {
    setInterval: (...args: Parameters<typeof begin>) => (intervals.add(begin(...args)), [...intervals].at(-1)),
    clearInterval: (id: number) => (intervals.delete(id), end(id)),
    openNow: () => [`${intervals.size} intervals`, ...heard.map(({ on }) => on).toSorted()],
  })
  for (const [name, target] of [['window', window], ['document', document]] as const) {
    const { addEventListener: add, removeEventListener: remove } = target
    const same = (on: string, listener: unknown, options: unknown) => {
      const capture = typeof options === 'object' ? (options as AddEventListenerOptions | null)?.capture === true : options === true
      return { on, listener, capture, at: heard.findIndex((one) => one.on === on && one.listener === listener && one.capture === capture) }
    }
    target.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions | boolean) => {
      const { at, ...one } = same(`${name} ${type}`, listener, options)
      if (at < 0 && !(typeof options === 'object' && options.once)) heard.push(one)
      add.call(target, type, listener, options)
    }
    target.removeEventListener = (type: string, listener: never, options?: EventListenerOptions | boolean) => {
      const { at } = same(`${name} ${type}`, listener, options)
      if (at >= 0) heard.splice(at, 1)
      remove.call(target, type, listener, options)
    }
  }
}
const openNow = (page: Page) => page.evaluate(() => (window as unknown as { openNow(): string[] }).openNow())

const at = (page: Page, status: string) => page.locator(`[data-video=${status}]`).waitFor()

// SPEC: S3.1 S3.2 S3.3 S3.4 S3.5
test('a whole life: a topic, its script edited and put into another order, one clip fails, a refresh in the middle, the video; in both languages', { timeout: 240_000 }, async () => {
  const page = await enter('/video')
  const errors: string[] = []
  page.on('pageerror', (e) => errors.push(e.message))
  await page.getByRole('button', { name: /^Write the script/ }).click()
  await page.getByText('Say what it is about.').waitFor()
  await page.getByRole('textbox', { name: 'What is the video about?' }).fill('How to brew cold coffee at home')
  await page.getByRole('radio', { name: '15 s' }).check()
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: /^Write the script.*1 credit/ }).click()
  await at(page, 'DRAFT')

  // an edit saves itself, another order by keyboard, both are there after a reload and on another device
  const scene = (n: number) => page.locator(`[data-scene="${n}"]`)
  const scenes = await page.locator('[data-scene]').count()
  const saved = (path: string) => page.waitForResponse((r) => r.url().endsWith(path) && r.request().method() === 'PUT' && r.ok())
  await page.getByText('The chosen model films at most 4 s at a time.').waitFor()
  for (let n = 1; n <= scenes; n++) {
    await scene(n).getByRole('spinbutton', { name: 'Seconds' }).fill('2')
    await Promise.all([saved('/script'), scene(n).getByRole('spinbutton', { name: 'Seconds' }).blur()])
  }
  const edited = 'Pour it over ice, slowly.'
  await scene(1).getByRole('textbox', { name: 'Narration' }).fill(edited)
  await Promise.all([saved('/script'), page.getByRole('textbox', { name: 'Narration' }).first().blur()])
  await page.getByRole('button', { name: 'Move scene 1 down' }).focus()
  await Promise.all([saved('/script'), page.keyboard.press('Enter')])
  await page.getByText('Scene moved to place 2').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Move scene 2 (down|up)$/)
  await page.reload()
  await at(page, 'DRAFT')
  expect(await scene(2).getByRole('textbox', { name: 'Narration' }).inputValue()).toBe(edited)

  const held: ProviderCallSeen[] = []
  provider.behave = (seen) => (seen.call.request.kind === 'video' ? held.push(seen) : seen.finish())
  const before = provider.calls.length
  // what is typed last is saved first, then confirmed; where that is refused, nothing is bought of a script that is not the one shown
  const refusal = { type: 'x', title: 'Not saved', status: 409, code: 'conflict', detail: 'Somebody was faster.', instance: 'x' }
  const bought = (path: string) => path.endsWith('/storyboard')
  const early: string[] = []
  page.on('request', (request) => bought(request.url()) && early.push(request.url()))
  await page.route('**/script', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: refusal }), { times: 1 })
  await scene(1).getByRole('textbox', { name: 'Narration' }).fill('Then wait.')
  await page.getByRole('button', { name: /^Confirm and make/ }).click()
  await page.locator('[data-video=DRAFT]').getByText('Somebody was faster.').waitFor()
  expect(early).toEqual([])
  await scene(1).getByRole('textbox', { name: 'Narration' }).fill('Then wait until morning.')
  await page.getByRole('button', { name: new RegExp(`^Confirm and make ${scenes} pictures.*${scenes * 5} credits`) }).click()
  await at(page, 'STORYBOARD_READY')
  await page.getByRole('button', { name: /^Make the video/ }).click()
  await provider.called(before + 3 * scenes)
  held[0]?.call.progress(50)
  await page.locator('[data-step=video][data-state=current]').waitFor()
  // a refresh in the middle; then the page is left while work runs: nothing of it goes on, and what happens is the list's to read
  const address = new URL(page.url()).pathname
  await page.goto(`${studios.server.url}/video`)
  await page.locator('[data-live=live]').waitFor()
  const card = page.locator(`a[href="${address}"]`)
  await card.waitFor()
  const outside = await openNow(page)
  await card.click()
  await at(page, 'GENERATING_VIDEO')
  expect(await openNow(page)).not.toEqual(outside)
  await page.locator('article > a').click()
  await card.waitFor()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  expect(await openNow(page)).toEqual(outside)
  const listed = page.waitForResponse((r) => r.url().includes('/api/video-creation/projects?'))
  held[0]?.fail()
  await listed
  expect(asked.filter((path) => path.startsWith(`/api/video-creation/projects/`))).toEqual([])
  await card.click()
  await at(page, 'GENERATING_VIDEO')
  for (const seen of held.slice(1)) seen.finish()
  await at(page, 'FAILED')
  await page.getByText('content rules').first().waitFor()
  // unfinished work is offered where one begins, in the reader's language, once
  const other = await enter('/video', 'zh-CN')
  await other.getByText('您有一个未完成的视频项目').waitFor()
  await other.getByRole('button', { name: '继续' }).click()
  await at(other, 'FAILED')
  provider.behave = null
  // it ends while nobody looks: whichever page is looked at first says so, once
  const pages = [page, other] as const
  const look = (which: Page, hidden: boolean) =>
    which.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const told: string[] = []
  for (const one of pages) one.on('request', (request) => request.url().endsWith('/notified') && told.push(request.url()))
  await other.getByRole('button', { name: /^重试/ }).click()
  for (const one of pages) await look(one, true)
  await at(page, 'COMPLETED')
  await at(other, 'COMPLETED')
  expect(told).toEqual([])
  const known = other.waitForResponse(async (r) => r.url().endsWith(new URL(other.url()).pathname.replace('/video/', '/projects/')) && ((await r.json()) as { notified: boolean }).notified)
  await look(page, false)
  await known
  await look(page, true)
  for (const one of pages) await look(one, false)
  await expect.poll(() => told.length).toBe(1)
  expect(provider.calls.length - before).toBe(3 * scenes + 1)

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download', exact: true }).click()])
  const mp4 = await ffprobe(await download.path())
  await page.getByText(fileSize('en', (await stat(await download.path())).size)).waitFor()
  expect(mp4.streams.map(({ codec_name, width, height }) => [codec_name, width, height])).toEqual([['h264', 1280, 720], ['aac', undefined, undefined]])
  expect(Number(mp4.format.duration)).toBeGreaterThan(3)
  expect(await page.locator('video track[kind=captions]').count()).toBe(1)
  expect(await violations(page)).toEqual([])
  for (const [address, path] of [[page, page.url()], [other, `${studios.server.url}/video`]] as const) {
    await address.setViewportSize({ width: 360, height: 780 })
    await address.goto(path)
    await address.locator('h1').first().waitFor()
    await address.locator('[data-video], form').first().waitFor()
    expect([path, await fits(address)]).toEqual([path, true])
  }
  expect(await other.locator('[data-offer]').count()).toBe(0)

  // the one click of the start page names what it was shown; where that is no longer the price, the new one is fetched
  await other.goto(studios.server.url)
  const sent: unknown[] = []
  await other.route('**/api/video-creation/projects', (route) => {
    sent.push((route.request().postDataJSON() as { quotedCredits?: number }).quotedCredits)
    return route.fulfill({ status: 409, contentType: 'application/problem+json', json: { ...refusal, code: 'price_changed', detail: '价格已变化。' } })
  })
  await Promise.all([other.waitForResponse((r) => r.url().endsWith('/quote') && sent.length > 0), other.getByRole('button', { name: /^制作视频.*积分/ }).click()])
  await other.getByText('价格已变化。').waitFor()
  expect(sent).toEqual([1])
  expect(errors).toEqual([])
})
