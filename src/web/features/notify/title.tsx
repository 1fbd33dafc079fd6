import { useEffect, useSyncExternalStore } from 'react'
import type { Tone } from '../../ui/StatusMark.tsx'

/** A piece of work as the tab tells of it: by title, favicon and spoken words. */
export type Work = {
  /** its subject's */
  id: string
  tone: Tone
  /** 0-100 */
  progress: number
  /** what it is doing, in words; spoken when it changes */
  label: string
  /** what people call it */
  name: string
}

/** What the open page is about: its name, and the work whose state the tab should show. */
type Page = { title: string; work: Work | null }

let page: Page = { title: '', work: null }
const listeners = new Set<() => void>()

const same = (a: Work | null, b: Work | null) =>
  a === b || (a?.id === b?.id && a?.tone === b?.tone && a?.progress === b?.progress && a?.label === b?.label && a?.name === b?.name)

function set(next: Page) {
  if (next.title === page.title && same(next.work, page.work)) return
  page = next
  for (const listener of listeners) listener()
}

/** Names the tab for as long as the page is shown; with a piece of work, title, favicon and announcements follow it. */
export function usePageTitle(title: string, work: Work | null = null): void {
  useEffect(() => set({ title, work }))
  useEffect(() => () => set({ title: '', work: null }), [])
}

export const usePage = (): Page =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => page,
  )

/** The subject somebody is looking at just now; its end needs no telling. */
export const subjectInView = (): string | null => (document.hidden ? null : (page.work?.id ?? null))
