import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Task } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { writeDraft } from '../compose/draft.ts'

/** The prompt as the page's heading, folded when long, with the ways to start from it again. */
export function PromptHeading({ task }: { task: Task }) {
  const m = useMessages()
  const long = task.prompt.length > 180
  const [open, setOpen] = useState(false)
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        <h1 tabIndex={-1} className={`max-w-4xl text-xl whitespace-pre-line ${long && !open ? 'line-clamp-3' : ''}`}>
          {task.prompt}
        </h1>
        {long && (
          <button type="button" className="link mt-1 min-h-6 text-sm text-muted" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? m.task.promptLess : m.task.promptMore}
          </button>
        )}
      </div>
      <Link
        to="/create"
        onClick={() => writeDraft({ prompt: task.prompt, seed: String(task.seed), count: task.count, model: task.madeWith.image })}
        className={`${buttonClass('secondary')} shrink-0`}
        title={m.task.remixHint}
      >
        <Icon name="remix" className="size-4" />
        {m.task.remix}
      </Link>
    </div>
  )
}
