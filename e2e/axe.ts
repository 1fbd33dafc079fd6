import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds on the page as it is, one line each. In the other theme only the contrasts are judged: nothing else
 * differs there, and judging all of it twice is most of what these tests cost.
 */
export async function violations(page: Page): Promise<string[]> {
  const here = await analyze(page, (axe) => axe.withTags(RULES))
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  await page.emulateMedia({ colorScheme: dark ? 'light' : 'dark' })
  const there = await analyze(page, (axe) => axe.withRules(['color-contrast']))
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  return [...here, ...there.map((line) => `${dark ? 'light' : 'dark'}: ${line}`)]
}

async function analyze(page: Page, judge: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // legacy: axe runs in the page itself, which has no frames of others, and opens no second page for each result
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  // the dialogs' focus guards pass the focus on at once
  const { violations } = await judge(axe.exclude('[data-base-ui-focus-guard]')).analyze()
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`)
}
