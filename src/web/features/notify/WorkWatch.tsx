import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Task, TaskStatus } from '../../../api/contract.ts'
import type { Messages } from '../../../messages/en.ts'
import { recentQuery } from '../tasks/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { isLeader } from '../../live/live.ts'
import { faviconFor } from './favicon.ts'
import { notifyStore } from './permission.ts'
import { usePage } from './title.tsx'

const running: TaskStatus[] = ['IMAGE_PENDING', 'IMAGE_GENERATING', 'MODEL_PENDING', 'MODEL_GENERATING']

/** Watches the newest tasks and tells it by title, favicon, live region and, where allowed, a notification. */
export function WorkWatch() {
  const m = useMessages()
  const page = usePage()
  const recent = useQuery(recentQuery).data?.items
  const shown = page.task ?? recent?.find((t) => running.includes(t.status)) ?? null
  const [said, setSaid] = useState('')

  useEffect(() => {
    const state = shown === null ? null : stateWords(shown, m)
    document.title = [state, page.title || m.app.name].filter(Boolean).join(' · ')
    const link = document.getElementById('favicon') as HTMLLinkElement | null
    const icon = faviconFor(shown?.status ?? null, shown?.progress ?? 0)
    if (link && link.getAttribute('href') !== icon) link.setAttribute('href', icon)
  }, [shown, page.title, m])

  // per stage, never per percent: only a change of status is spoken
  const spoken = useRef<{ id: string; status: TaskStatus } | null>(null)
  useEffect(() => {
    if (page.task === null) return
    const before = spoken.current
    spoken.current = { id: page.task.id, status: page.task.status }
    if (before?.id === page.task.id && before.status !== page.task.status)
      setSaid(m.task.announce(m.progress.status[page.task.status], short(page.task.prompt)))
  }, [page.task, m])

  const known = useRef(new Map<string, TaskStatus>())
  useEffect(() => {
    for (const t of recent ?? []) {
      const before = known.current.get(t.id)
      known.current.set(t.id, t.status)
      if (before !== undefined && before !== t.status && running.includes(before)) notify(t, m)
    }
  }, [recent, m])

  return (
    <output aria-live="polite" className="sr-only">
      {said}
    </output>
  )
}

const short = (prompt: string) => (prompt.length > 80 ? `${prompt.slice(0, 79)}…` : prompt)

function stateWords(t: Task, m: Messages): string {
  switch (t.status) {
    case 'IMAGE_PENDING':
    case 'MODEL_PENDING':
      return m.notify.titleWaiting
    case 'IMAGE_GENERATING':
    case 'MODEL_GENERATING':
      return m.notify.titleDeveloping(Math.round(t.progress))
    case 'IMAGE_COMPLETED':
      return m.notify.titleChoose
    case 'MODEL_COMPLETED':
      return m.notify.titleDone
    case 'FAILED':
      return m.notify.titleFailed
    case 'CANCELLED':
      return m.progress.status.CANCELLED
  }
}

/** One notification per browser, and none for somebody who is looking. */
function notify(t: Task, m: Messages): void {
  if (notifyStore.get() !== 'granted' || !document.hidden || !isLeader()) return
  const title =
    t.status === 'IMAGE_COMPLETED'
      ? m.notify.imagesReady
      : t.status === 'MODEL_COMPLETED'
        ? m.notify.modelReady
        : t.status === 'FAILED'
          ? m.notify.failed
          : null
  if (title === null) return
  const n = new Notification(title, { body: short(t.prompt), tag: `${t.id}-${t.status}`, icon: '/favicon.svg' })
  n.onclick = () => {
    window.focus()
    location.assign(`/tasks/${t.id}`)
  }
}
