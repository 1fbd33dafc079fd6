import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '../../client/problem.ts'
import { useMessages } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { ProblemNote } from '../ui/ProblemNote.tsx'
import { NotFoundPage } from './ErrorPage.tsx'

type Props<T> = {
  query: UseQueryResult<T>
  /** in the place of what is on its way, of the same size: nothing jumps when it comes */
  waiting: ReactNode
  children: (data: T) => ReactNode
}

/** A page of one thing that the server knows: shown, on its way, not there, or not to be had right now. */
export function QueryPage<T>({ query, waiting, children }: Props<T>) {
  const m = useMessages()
  if (query.data !== undefined) return children(query.data)
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFoundPage />
  if (query.error)
    return (
      <div className="mx-auto max-w-lg space-y-4 py-[12vh]">
        <ProblemNote error={query.error} />
        <Button look="primary" onClick={() => void query.refetch()}>
          {m.app.retry}
        </Button>
      </div>
    )
  return (
    <>
      <h1 tabIndex={-1} className="sr-only">
        {m.app.loading}
      </h1>
      {waiting}
    </>
  )
}

/** A sheet of pictures with a panel beside it, not yet there. */
export function SheetWaiting({ className }: { className: string }) {
  return (
    <div className={`grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] ${className}`}>
      <div aria-hidden="true" className="film aspect-square max-h-[70vh] w-full rounded-xl" />
    </div>
  )
}
