import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** more than any page has */
const stopsMax = 150

export type Keyboard = {
  /** goes there by Tab, forth or back from where the focus is; in a group of radio buttons on by arrow */
  go(target: Locator): Promise<void>
  /** goes there and presses the key */
  press(target: Locator, key?: string): Promise<void>
  /** goes there and writes, over what is there */
  write(target: Locator, text: string): Promise<void>
  /** something has the focus: after what was pressed has gone, too */
  hasFocus(): Promise<void>
  /** presses of a mouse or finger on the page, which there must not be */
  pointers(): Promise<number>
}

/** Somebody who has a keyboard alone. The page must be loaded; whoever loads another begins anew. */
export async function keyboardOf(page: Page): Promise<Keyboard> {
  await page.evaluate(() => {
    const counted = window as unknown as { pointers: number }
    counted.pointers = 0
    document.addEventListener('pointerdown', () => counted.pointers++, true)
  })
  let begun = false

  const hasFocus = () =>
    expect.poll(() => page.evaluate(() => document.activeElement?.tagName ?? 'BODY'), { timeout: 10_000, interval: 20 }).not.toBe('BODY')
  const go = async (target: Locator) => {
    await target.waitFor({ state: 'attached' })
    // a page that was just loaded has it nowhere
    if (begun) await hasFocus()
    begun = true
    const tab = (await target.evaluate(isBefore)) ? 'Shift+Tab' : 'Tab'
    for (let stop = 0; stop < stopsMax; stop++) {
      const focus = await target.evaluate(focusFrom)
      // in a group of which none is chosen, the first has the focus and is not chosen yet
      if (focus === 'not chosen') await page.keyboard.press('Space')
      if (focus === 'there' || focus === 'not chosen') return
      await page.keyboard.press(focus === 'in its group' ? 'ArrowRight' : tab)
    }
    throw new Error(`no way by keyboard to ${String(target)}`)
  }
  return {
    go,
    hasFocus,
    async press(target, key = 'Enter') {
      await go(target)
      await page.keyboard.press(key)
    },
    async write(target, text) {
      await go(target)
      await page.keyboard.press('Control+a')
      await page.keyboard.type(text)
    },
    pointers: () => page.evaluate(() => (window as unknown as { pointers: number }).pointers),
  }
}

/** In the page: whether the target stands before what has the focus, so that one goes back to it. */
function isBefore(target: Element): boolean {
  const { activeElement, body } = document
  if (activeElement === null || activeElement === body) return false
  return (target.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
}

/** In the page: where the focus is, seen from the target. */
function focusFrom(target: Element): 'there' | 'not chosen' | 'in its group' | 'elsewhere' {
  const active = document.activeElement
  const isRadio = target instanceof HTMLInputElement && target.type === 'radio'
  if (active === target) return isRadio && !target.checked ? 'not chosen' : 'there'
  return isRadio && active instanceof HTMLInputElement && active.name === target.name ? 'in its group' : 'elsewhere'
}
