import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import type { Messages } from '../../../messages/en.ts'
import { shorten } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { recentJobsQuery } from '../activity/queries.ts'
import { faviconFor } from './favicon.ts'
import { usePage, type Work } from './title.tsx'
import { useTelling } from './useTelling.ts'

const Toasts = lazy(() => import('./Toasts.tsx').then((x) => ({ default: x.Toasts })))

/** Tells how the work is getting on: by title, favicon, spoken words, and a note when something has come to its end. */
export function WorkWatch() {
  const m = useMessages()
  const page = usePage()
  const running = useQuery(recentJobsQuery).data?.items.find((job) => job.closedAt === null)
  const shown = page.work ?? (running === undefined ? null : workOf(running, m))
  const { told, dismiss } = useTelling()
  const [said, setSaid] = useState('')

  useEffect(() => {
    const state = shown === null ? null : titleWords(shown, m)
    document.title = [state, page.title || m.app.name].filter(Boolean).join(' · ')
    const link = document.getElementById('favicon') as HTMLLinkElement | null
    const icon = faviconFor(shown?.tone ?? null, shown?.progress ?? 0)
    if (link && link.getAttribute('href') !== icon) link.setAttribute('href', icon)
  }, [shown, page.title, m])

  // per stage, never per percent: only a change of what it is doing is spoken
  const spoken = useRef<{ id: string; label: string } | null>(null)
  useEffect(() => {
    if (page.work === null) return
    const { id, label, name } = page.work
    const before = spoken.current
    spoken.current = { id, label }
    if (before?.id === id && before.label !== label) setSaid(m.task.announce(label, shorten(name, 80)))
  }, [page.work, m])

  return (
    <>
      <output aria-live="polite" className="sr-only">
        {said}
      </output>
      {told.length > 0 && (
        <Suspense>
          <Toasts jobs={told} onDismiss={dismiss} />
        </Suspense>
      )}
    </>
  )
}

const workOf = (job: Job, m: Messages): Work => ({
  id: job.subject.id,
  tone: job.waiting ? 'waiting' : 'developing',
  progress: job.progress,
  label: m.job.statuses[job.status],
  name: job.title ?? job.what,
})

function titleWords({ tone, progress, label }: Work, m: Messages): string {
  switch (tone) {
    case 'waiting':
      return m.notify.titleWaiting
    case 'developing':
      return m.notify.titleDeveloping(Math.round(progress))
    case 'choose':
      return m.notify.titleChoose
    case 'done':
      return m.notify.titleDone
    case 'failed':
      return m.notify.titleFailed
    case 'quiet':
      return label
  }
}
