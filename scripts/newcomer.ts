/**
 * `npm run newcomer`: what a newcomer has after how many seconds, on an empty data folder, by clicks in a browser alone: four
 * pictures and a 3D model, a film of three shots, a 30 s video, photographs. Prints a table; ends with exit code 1 when something
 * is missing or took longer than three minutes. Not part of `npm test`: what it measures is also the machine it runs on.
 *
 *   npm run newcomer                   all studios at once, each in a tab
 *   npm run newcomer -- --only film    one of imageTo3d, film, video, photography
 *   npm run newcomer -- --keep DIR     the finished files are kept there
 */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { en } from '../src/messages/en.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { startFresh } from './fresh.ts'

const secondsMax = 180
/** beyond the bar, so that the table can say by how much something missed it */
const patienceMs = 600_000

const { values: options } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'string' } } })

type Studio = keyof typeof en.start.studios
/** a finished thing, and when it was there */
type Made = { what: string; seconds: number; bytes: number }
type Done = (what: string, page: Page, link: ReturnType<Page['getByRole']>) => Promise<void>

const lives: Record<Studio, (page: Page, done: Done) => Promise<void>> = {
  async imageTo3d(page, done) {
    await page.locator('[data-frame=COMPLETED]').nth(3).waitFor()
    await done('a picture set', page, page.getByRole('link', { name: /Picture 1/ }))
    await page.getByRole('radio', { name: 'Picture 1' }).check()
    await page.getByRole('button', { name: /Generate 3D model/ }).click()
    await done('a 3D model', page, page.getByRole('link', { name: '3D model (GLB)' }))
  },
  async film(page, done) {
    await page.locator('[data-shot][data-status=completed]').nth(2).waitFor()
    await page.getByRole('button', { name: 'Watch the cut' }).click()
    await page.getByRole('button', { name: /Export the film/ }).click()
    await done('a film of 3 shots', page, page.getByRole('link', { name: 'Download MP4' }))
  },
  async video(page, done) {
    // from the script to the film everything follows by itself
    await done('a video of 30 s', page, page.getByRole('link', { name: 'Download', exact: true }))
  },
  async photography(page, done) {
    await page.locator('[data-photograph=COMPLETED]').nth(1).waitFor()
    await page.getByRole('button', { name: 'Photograph 1' }).click()
    await done('a set of photographs', page, page.getByRole('link', { name: 'Download', exact: true }))
  },
}

const began = performance.now()
const made: Made[] = []
const missing: string[] = []
if (options.keep !== undefined) await mkdir(options.keep, { recursive: true })

const { url, stop } = await startFresh()
try {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1440, height: 900 }, acceptDownloads: true })
    context.setDefaultTimeout(patienceMs)
    const door = await context.newPage()
    await door.goto(url)
    await door.getByRole('button', { name: en.session.demo }).click()
    await door.getByRole('heading', { level: 1, name: en.start.heading }).waitFor()
    await Promise.all(
      (Object.keys(lives) as Studio[])
        .filter((studio) => options.only === undefined || options.only === studio)
        .map((studio) => live(context, studio).catch((error: Error) => missing.push(`${en.places[studio].name}: ${error.message.split('\n')[0]}`))),
    )
  } finally {
    await browser.close()
  }
} finally {
  await stop()
}

for (const { what, seconds, bytes } of made.toSorted((a, b) => a.seconds - b.seconds)) {
  console.log(what.padEnd(24) + `${seconds.toFixed(1)} s`.padStart(10) + `${Math.ceil(bytes / 1024).toLocaleString('en')} kB`.padStart(14))
}
for (const sentence of missing) console.log(sentence)
const late = made.filter(({ seconds }) => seconds > secondsMax)
console.log(
  missing.length > 0 ? `Missing: ${missing.length}.` : late.length > 0 ? `Later than ${secondsMax} s: ${late.map(({ what }) => what).join(', ')}.` : `Everything within ${secondsMax} s of the start.`,
)
process.exitCode = missing.length + late.length > 0 ? 1 : 0

/** One studio's life in a tab of its own: the one click on the start page, and whatever its page offers next. */
async function live(context: BrowserContext, studio: Studio): Promise<void> {
  const page = await context.newPage()
  await page.goto(url)
  const tile = page.getByRole('article').filter({ has: page.getByRole('heading', { name: en.places[studio].name, exact: true }) })
  await page.getByRole('article').first().waitFor()
  if ((await tile.count()) === 0) throw new Error('the start page does not offer it')
  await tile.getByRole('button').click()
  await lives[studio](page, async (what, shown, link) => {
    const [download] = await Promise.all([shown.waitForEvent('download'), link.first().click()])
    const bytes = (await stat(await download.path())).size
    if (bytes === 0) throw new Error(`${what} is an empty file`)
    if (options.keep !== undefined) await download.saveAs(join(options.keep, download.suggestedFilename()))
    made.push({ what, bytes, seconds: (performance.now() - began) / 1000 })
  })
}
