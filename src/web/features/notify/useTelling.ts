import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import type { Messages } from '../../../messages/en.ts'
import { api } from '../../api/client.ts'
import { pageOf } from '../../app/studios.ts'
import { shorten } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { isLeader } from '../../live/live.ts'
import { onEnded } from '../activity/live.ts'
import { notifyStore } from './permission.ts'
import { subjectInView } from './title.tsx'

const gatherMs = 200
/** a page that somebody is looking at goes first */
const hiddenMs = 1_500

/**
 * What has come to its end and is this page's to tell: the server hands each end to one page on one device. Asked for by
 * a page that is looked at, or by a hidden one that may raise a notification.
 */
export function useTelling(): { told: Job[]; dismiss: (jobIds: string[]) => void } {
  const queryClient = useQueryClient()
  const m = useMessages()
  const words = useRef(m)
  useEffect(() => {
    words.current = m
  }, [m])
  const [told, setTold] = useState<Job[]>([])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let left = false
    const claim = async () => {
      timer = undefined
      const items = await api.claimNotices().then(
        (answer) => answer.items,
        () => [],
      )
      if (items.length === 0) return
      void queryClient.invalidateQueries({ queryKey: ['notices'] })
      const seen = items.filter((job) => job.subject.id === subjectInView())
      if (seen.length > 0) void api.readNotices({ ids: seen.map((job) => job.jobId) }).catch(() => {})
      const news = items.filter((job) => !seen.includes(job))
      if (news.length === 0) return
      if (document.hidden) notify(news, words.current)
      else if (!left) setTold((before) => [...news, ...before])
    }
    const due = () => {
      if (document.hidden && !(notifyStore.get() === 'granted' && isLeader())) return
      timer ??= setTimeout(() => void claim(), document.hidden ? hiddenMs : gatherMs)
    }
    due()
    const stop = onEnded(due)
    document.addEventListener('visibilitychange', due)
    return () => {
      left = true
      clearTimeout(timer)
      stop()
      document.removeEventListener('visibilitychange', due)
    }
  }, [queryClient])

  const dismiss = useCallback((jobIds: string[]) => setTold((before) => before.filter((job) => !jobIds.includes(job.jobId))), [])
  return { told, dismiss }
}

/** Where somebody who is told of a job wants to go. */
export const placeOf = (job: Job): string => pageOf(job.subject) ?? `/jobs/${job.jobId}`

/** One notification, however much was finished at once. */
function notify(jobs: Job[], m: Messages): void {
  const [job] = jobs
  if (job === undefined) return
  const one = jobs.length === 1
  const title = !one ? m.notify.several(jobs.length) : job.status === 'failed' ? m.notify.failed : m.notify.done(job.what)
  const n = new Notification(title, {
    body: one ? shorten(job.title ?? job.what, 80) : shorten(jobs.map((j) => j.title ?? j.what).join(' · '), 120),
    tag: job.jobId,
    icon: '/favicon.svg',
  })
  n.onclick = () => {
    window.focus()
    location.assign(one ? placeOf(job) : '/activity')
  }
}
