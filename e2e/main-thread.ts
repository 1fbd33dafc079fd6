import type { Browser, Page } from 'playwright-core'

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }

/**
 * The longest task of the page's main thread while `run` goes on, in milliseconds of its own processor time: what
 * others take of a busy machine meanwhile does not count.
 */
export async function mainThread(browser: Browser, page: Page, run: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  try {
    await run()
  } catch (error) {
    await browser.stopTracing()
    throw error
  }
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] }
  const place = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`
  const mains = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(place))
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && mains.has(place(event)))
  if (tasks.length === 0) throw new Error('the trace has no tasks of the main thread')
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1_000))
}
