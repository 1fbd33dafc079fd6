import { useEffect, useSyncExternalStore } from 'react'
import type { Task } from '../../../api/contract.ts'

/** What the open page is about: its name, and the task whose state the tab should show. */
type Page = { title: string; task: Task | null }

let page: Page = { title: '', task: null }
const listeners = new Set<() => void>()

function set(next: Page) {
  if (next.title === page.title && next.task === page.task) return
  page = next
  for (const listener of listeners) listener()
}

/** Names the tab for as long as the page is shown; with a task, title and favicon follow that task. */
export function usePageTitle(title: string, task: Task | null = null): void {
  useEffect(() => set({ title, task }), [title, task])
  useEffect(() => () => set({ title: '', task: null }), [])
}

export const usePage = (): Page =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => page,
  )
