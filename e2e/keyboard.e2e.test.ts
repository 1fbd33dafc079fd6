/** Whole lives by keyboard alone, in which the focus is never lost: a film and photographs in Chinese, a video in English. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ProviderCallSeen } from '../src/api/testing/provider.ts'
import { ffprobe } from '../src/testing/moving-pictures.ts'
import { fits, type DeviceOptions } from './device.ts'
import { keyboardOf, type Keyboard } from './keyboard.ts'
import { studiosFor } from './studios.ts'

const studios = studiosFor(10_000)
const { provider } = studios

async function enter(path: string, options: DeviceOptions): Promise<{ page: Page; keyboard: Keyboard }> {
  const page = await studios.enter(path, options)
  return { page, keyboard: await keyboardOf(page) }
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
async function download(page: Page, keyboard: Keyboard, link: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), keyboard.press(link)])
  return file.path()
}

// SPEC: S2.3 S2.5
test('a film: two shots of which one is tried again, another order, an edit, the cut, the export, away with it', async () => {
  const { page, keyboard } = await enter('/film', { locale: 'zh-CN' })
  const { press, write } = keyboard
  const shots = (status: string) => page.locator(`[data-shot][data-status=${status}]`)
  const order = () =>
    page.locator('[data-shot] article > button[aria-pressed]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  await write(page.getByRole('textbox', { name: '影片名称' }), '港口的一天')
  await press(button(page, '新建空白影片'))
  await page.waitForURL(/\/film\/.+/)
  // both pages have a field of that name
  await page.getByRole('heading', { level: 1, name: '港口的一天' }).waitFor()
  // it also saves by itself while one writes: the whole name is what counts
  const renamed = page.waitForResponse(
    async (r) => r.request().method() === 'PATCH' && r.ok() && ((await r.json()) as { name: string }).name === '港口的一夜',
  )
  await write(page.getByRole('textbox', { name: '影片名称' }), '港口的一夜')
  await page.keyboard.press('Enter')
  await renamed
  await press(button(page, '粘贴列表'))
  await write(page.getByRole('textbox', { name: '从列表添加镜头' }), '黎明时分的港口\n夜里的港口')
  await press(button(page, '添加 2 个镜头'))
  await shots('draft').nth(1).waitFor()

  const held: ProviderCallSeen[] = []
  provider.behave = (seen) => held.push(seen)
  await press(button(page, /^生成 2 个镜头/))
  await shots('processing').nth(1).waitFor()
  await keyboard.hasFocus()
  // not an empty place: the shots that are being made
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('黎明时分的港口')
  await expect.poll(() => held.length).toBe(2)
  held[0]?.fail()
  held[1]?.finish()
  await page.getByText('1 个镜头失败').waitFor()
  provider.behave = null
  await press(button(page, /^重试/))
  await shots('completed').nth(1).waitFor()

  const [one, two] = await order()
  await press(button(page, /^镜头 1：/))
  await Promise.all([page.waitForResponse((r) => r.url().endsWith('/move') && r.ok()), press(button(page, '后移'))])
  await keyboard.hasFocus()
  expect(await order()).toEqual([two?.replace('2', '1'), one?.replace('1', '2')])
  await write(page.getByRole('textbox', { name: '画面内容' }), '黎明，渔船出港')
  await page.getByText('生成之后有过修改').waitFor()

  await press(button(page, '观看剪辑'))
  await press(button(page, /^导出影片/))
  const mp4 = await ffprobe(await download(page, keyboard, page.getByRole('link', { name: '下载 MP4' })))
  expect(mp4.streams.find((stream) => stream.codec_type === 'video')).toMatchObject({ codec_name: 'h264', width: 1280, height: 720 })
  expect(Math.abs(Number(mp4.format.duration) - 4)).toBeLessThan(0.06)

  await press(page.getByRole('link', { name: '全部影片' }))
  await press(button(page, '删除影片: 港口的一夜'))
  await press(page.getByRole('alertdialog').getByRole('button', { name: '删除影片' }))
  await page.getByRole('link', { name: '打开影片：港口的一夜' }).waitFor({ state: 'detached' })
  await keyboard.hasFocus()
  expect(await keyboard.pointers()).toBe(0)
})

// SPEC: S4.3 S4.5
test('a photograph, in a window of 360 px: the upload, the scene, before and after, home and away', async () => {
  const { page, keyboard } = await enter('/photography', { locale: 'zh-CN', viewport: { width: 360, height: 780 } })
  const { press, go } = keyboard
  const portrait = await readFile(new URL('../src/providers/local/portrait/portraits/portrait-1.jpg', import.meta.url))
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page.locator('input[type=file]').first())])
  await chooser.setFiles([{ name: '我.jpg', mimeType: 'image/jpeg', buffer: portrait }])
  await page.locator('[data-upload=done]').waitFor()
  await go(page.getByRole('radio', { name: /^樱花/ }))
  await go(page.getByRole('radio', { name: '1', exact: true }))
  expect(await fits(page)).toBe(true)
  await press(button(page, /^拍摄 1 张\s*8 积分/))
  await page.waitForURL(/\/photography\/.+/)
  await press(button(page, '前后对比'))
  const slider = page.getByRole('slider', { name: '前后对比' })
  await press(slider, 'ArrowRight')
  expect(await slider.getAttribute('aria-valuetext')).toBe('原图 51%')
  expect(
    (await sharp(await readFile(await download(page, keyboard, page.getByRole('link', { name: '下载', exact: true })))).metadata()).width,
  ).toBeGreaterThan(700)
  expect(await fits(page)).toBe(true)

  await press(button(page, '删除'))
  await press(page.getByRole('alertdialog').getByRole('button', { name: '删除' }))
  await page.waitForURL(/\/photography$/)
  await page.getByText('还没有作品').waitFor()
  await keyboard.hasFocus()
  expect(await keyboard.pointers()).toBe(0)
})

// SPEC: S3.2
test('a video: the topic, its script shortened, the pictures, the clips, the file', async () => {
  const { page, keyboard } = await enter('/video', { locale: 'en' })
  const { press, write, go } = keyboard
  const at = (status: string) => page.locator(`[data-video=${status}]`).waitFor()
  await go(page.getByRole('radio', { name: '15 s' }))
  await write(page.getByRole('textbox', { name: 'What is the video about?' }), 'How to brew cold coffee at home')
  await page.keyboard.press('Control+Enter')
  await at('DRAFT')
  const scenes = await page.locator('[data-scene]').count()
  for (let n = 1; n <= scenes; n++) {
    await write(page.locator(`[data-scene="${n}"]`).getByRole('spinbutton', { name: 'Seconds' }), '2')
    await Promise.all([
      page.waitForResponse((r) => r.url().endsWith('/script') && r.request().method() === 'PUT' && r.ok()),
      page.keyboard.press('Tab'),
    ])
  }
  await press(button(page, /^Confirm and make/))
  await at('STORYBOARD_READY')
  await press(button(page, /^Make the video/))
  await at('GENERATING_VIDEO')
  await keyboard.hasFocus()
  await at('COMPLETED')
  const mp4 = await ffprobe(await download(page, keyboard, page.getByRole('link', { name: 'Download', exact: true })))
  expect(mp4.streams.map(({ codec_name }) => codec_name)).toContain('h264')
  expect(await keyboard.pointers()).toBe(0)
})
