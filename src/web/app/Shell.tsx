import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { Me } from '../../api/contract.ts'
import { sessionQuery } from '../api/queries.ts'
import { WorkWatch } from '../features/notify/WorkWatch.tsx'
import { useMessages } from '../i18n/i18n.tsx'
import { startLive } from '../live/live.ts'
import { Button } from '../ui/Button.tsx'
import { ProblemNote } from '../ui/ProblemNote.tsx'
import { Banner } from './Banner.tsx'
import { Header } from './Header.tsx'
import { Keys } from './Keys.tsx'
import { Navigation } from './Navigation.tsx'
import { useFocusKept } from './useFocusKept.ts'

const SignIn = lazy(() => import('../features/session/SignIn.tsx').then((m) => ({ default: m.SignIn })))

/** The frame around every page: who is signed in, the header, the live connection, focus after a change of page. */
export function Shell() {
  const m = useMessages()
  const session = useQuery(sessionQuery)
  const me = session.data?.me ?? null
  useFocusKept()
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-md bg-ink px-4 py-2 text-on-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        {m.app.skip}
      </a>
      <Header me={me} />
      <Banner />
      <div className="md:flex">
        {me && <Navigation role={me.role} />}
        {/* another element on each side of the door: as the same one it would be pushed aside by the navigation, a layout shift */}
        <main
          key={me ? 'inside' : 'outside'}
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[90rem] min-w-0 px-4 pb-32 outline-none sm:px-6 md:flex-1 md:pb-20 lg:px-10"
        >
          {me ? (
            <>
              <LiveWork accountId={me.accountId} role={me.role} />
              <Outlet />
            </>
          ) : session.data ? (
            <Suspense>
              <SignIn demoAvailable={session.data.demoAvailable} />
            </Suspense>
          ) : session.failureReason ? (
            <div className="mx-auto max-w-lg space-y-4 py-[12vh]">
              <ProblemNote error={session.failureReason} />
              <Button look="primary" onClick={() => void session.refetch()}>
                {m.app.retry}
              </Button>
            </div>
          ) : (
            <output className="sr-only">{m.app.loading}</output>
          )}
        </main>
      </div>
    </>
  )
}

/** Everything that lives as long as one account is signed in. */
function LiveWork({ accountId, role }: { accountId: string; role: Me['role'] }) {
  const queryClient = useQueryClient()
  const m = useMessages()
  const words = useRef(m.progress)
  useEffect(() => {
    words.current = m.progress
  }, [m])
  useEffect(() => startLive(queryClient, () => words.current), [queryClient, accountId])
  // what one account saw is not for the next
  useEffect(() => () => queryClient.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' }), [queryClient, accountId])
  useFocusOnNavigation()
  return (
    <>
      <WorkWatch />
      <Keys role={role} />
    </>
  )
}

/** After a change of page the heading takes the focus, so that keyboard and screen reader start at the new content. */
function useFocusOnNavigation() {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', (e) => {
        if (e.fromLocation === undefined || e.fromLocation.pathname === e.toLocation.pathname) return
        const target =
          document.querySelector<HTMLElement>('[data-autofocus]') ??
          document.querySelector<HTMLElement>('main h1') ??
          document.getElementById('content')
        target?.focus({ preventScroll: true })
      }),
    [router],
  )
}
