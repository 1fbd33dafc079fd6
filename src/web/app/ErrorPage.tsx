import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePageTitle } from '../features/notify/title.tsx'
import { useMessages } from '../i18n/i18n.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'

/** What stands where a page broke. The person gets words and a way on; the console gets the error. */
export function ErrorPage({ error }: ErrorComponentProps) {
  const m = useMessages()
  usePageTitle(m.errors.pageTitle)
  useEffect(() => console.error(error), [error])
  return (
    <Plain title={m.errors.pageTitle} detail={m.errors.pageDetail}>
      <Button look="primary" onClick={() => location.reload()}>
        {m.errors.reload}
      </Button>
      <a href="/" className={buttonClass('secondary')}>
        {m.app.home}
      </a>
    </Plain>
  )
}

export function NotFoundPage() {
  const m = useMessages()
  usePageTitle(m.errors.notFoundTitle)
  return (
    <Plain title={m.errors.notFoundTitle} detail={m.errors.notFoundDetail}>
      <Link to="/" className={buttonClass('primary')}>
        {m.app.home}
      </Link>
      <Link to="/tasks" className={buttonClass('secondary')}>
        {m.compose.allTasks}
      </Link>
    </Plain>
  )
}

function Plain(props: { title: string; detail: string; children: React.ReactNode }) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-start gap-4 py-[12vh]">
      <div aria-hidden="true" className="film hatch size-28 rounded-lg border border-line" />
      <h1 tabIndex={-1} className="text-2xl">
        {props.title}
      </h1>
      <p className="text-muted">{props.detail}</p>
      <div className="mt-2 flex flex-wrap gap-2">{props.children}</div>
    </div>
  )
}
