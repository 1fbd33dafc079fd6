import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'

let browser: Browser
beforeAll(async () => void (browser = await launchBrowser()), 120_000)
afterAll(() => browser?.close())

test('the test browser draws WebGL 2, takes screenshots and opens a second context', async () => {
  const page = await browser.newPage({ viewport: { width: 64, height: 64 } })
  const first = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    document.body.style.margin = '0'
    document.body.append(canvas)
    const gl = canvas.getContext('webgl2', { preserveDrawingBuffer: true })
    if (!gl) return null
    gl.clearColor(1, 0, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
    const pixel = new Uint8Array(4)
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel)
    return [...pixel]
  })
  expect(first).toEqual([255, 0, 0, 255])
  expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG')

  const other = await browser.newContext()
  const otherPage = await other.newPage()
  await otherPage.setContent('<p>second</p>')
  expect(await otherPage.textContent('p')).toBe('second')
  await other.close()
}, 60_000)
