import { Popover } from '@base-ui/react/popover'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { NoticeList } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'
import { BellFace } from '../../app/Bell.tsx'
import { ago } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { menuButton } from '../../ui/styles.ts'
import { JobThumb } from '../activity/JobThumb.tsx'
import { noticesQuery } from '../activity/queries.ts'
import { placeOf } from './useTelling.ts'

/** The newest ends, unread ones marked; opening the list is having seen them. */
export function NoticeMenu({ defaultOpen }: { defaultOpen: boolean }) {
  const { m, locale } = useI18n()
  const queryClient = useQueryClient()
  const notices = useQuery(noticesQuery).data
  const unread = notices?.unread ?? 0
  // what was unread when the list was opened stays marked while it is open
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => unreadOf(queryClient.getQueryData(noticesQuery.queryKey)))
  const opened = (open: boolean) => setFresh(open ? unreadOf(notices) : new Set())
  const [isOpen, setOpen] = useState(defaultOpen)
  useEffect(() => {
    if (!isOpen || unread === 0) return
    void api.readNotices({}).then(
      (next) => queryClient.setQueryData(noticesQuery.queryKey, next),
      () => {},
    )
  }, [isOpen, unread, queryClient])
  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open)
        opened(open)
      }}
    >
      <Popover.Trigger aria-label={m.notify.bell(unread)} className={`relative ${menuButton}`}>
        <BellFace unread={unread} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={8} className="z-50 outline-none">
          <Popover.Popup className="flex max-h-[min(34rem,80dvh)] w-[min(24rem,calc(100vw-1.5rem))] origin-top-right flex-col rounded-xl border border-line-strong bg-raised shadow-card outline-none transition-[opacity,scale] duration-100 data-[ending-style]:opacity-0 data-[starting-style]:scale-97 data-[starting-style]:opacity-0">
            <Popover.Title className="border-b border-line px-4 py-3 text-sm font-semibold tracking-normal">{m.notify.title}</Popover.Title>
            <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
              {notices?.items.length === 0 && <p className="px-3 py-6 text-center text-sm text-muted">{m.notify.nothing}</p>}
              {notices?.items.slice(0, 20).map(({ job, read }) => (
                <Link
                  key={job.jobId}
                  to={placeOf(job)}
                  onClick={() => setOpen(false)}
                  className="flex min-h-14 items-center gap-3 rounded-lg p-2 outline-offset-[-2px] hover:bg-surface"
                >
                  <JobThumb job={job} className="size-11" />
                  <span className="min-w-0 flex-1">
                    <span className="flex items-center gap-2 text-sm font-medium">
                      <Lamp tone={job.status === 'failed' ? 'failed' : 'done'} />
                      <span className="truncate">{job.status === 'failed' ? m.notify.failed : m.notify.done(job.what)}</span>
                    </span>
                    <span className="block truncate text-sm text-muted">{job.title ?? job.error?.message}</span>
                  </span>
                  <span className="flex flex-col items-end gap-1.5 self-start pt-1">
                    <span className="num text-xs whitespace-nowrap text-faint">{job.closedAt && ago(locale, job.closedAt)}</span>
                    {(!read || fresh.has(job.jobId)) && (
                      <span className="size-2 rounded-full bg-ink">
                        <span className="sr-only">{m.notify.unread}</span>
                      </span>
                    )}
                  </span>
                </Link>
              ))}
            </div>
            <div className="border-t border-line p-1.5">
              <Link
                to="/activity"
                onClick={() => setOpen(false)}
                className="flex min-h-10 items-center justify-center rounded-lg text-sm text-muted hover:bg-surface hover:text-text"
              >
                {m.notify.see}
              </Link>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

const unreadOf = (notices: NoticeList | undefined): ReadonlySet<string> =>
  new Set(notices?.items.filter((n) => !n.read).map((n) => n.job.jobId))
