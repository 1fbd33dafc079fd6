import { Link } from '@tanstack/react-router'
import { ApiError } from '../../client/problem.ts'
import type { Messages } from '../../messages/en.ts'
import { useMessages } from '../i18n/i18n.tsx'
import { Icon } from './Icon.tsx'

export type Words = { title: string; detail: string; advice: string }

/** Any error in people's words: the API's own when it spoke, ours when nobody did. Never a stack trace. */
export function wordsOf(error: unknown, m: Messages): Words {
  if (error instanceof ApiError) {
    if (error.problem) return { title: error.problem.title, detail: error.problem.detail, advice: error.problem.advice ?? '' }
    if (error.code === 'network') return m.errors.network
    if (error.code === 'timeout') return m.errors.timeout
  }
  return m.errors.unknown
}

/** The message for one field, when the problem names it. */
export const fieldMessage = (error: unknown, pointer: string): string | null =>
  error instanceof ApiError ? (error.problem?.fields?.find((f) => f.pointer === pointer)?.message ?? null) : null

export function ProblemNote({ error, className = '' }: { error: unknown; className?: string }) {
  const m = useMessages()
  if (error === null || error === undefined) return null
  const words = wordsOf(error, m)
  return (
    <div role="alert" className={`hatch flex gap-3 rounded-lg border border-line-strong p-3 text-sm ${className}`}>
      <Icon name="alert" className="mt-0.5 size-4 text-fault" />
      <div>
        <p className="font-semibold text-fault">{words.title}</p>
        {words.detail !== words.title && <p className="text-text">{words.detail}</p>}
        <p className="text-muted">{words.advice}</p>
        {error instanceof ApiError && error.code === 'insufficient_credits' && (
          <Link to="/credits" className="link mt-1 inline-block font-medium">
            {m.app.creditsNav}
          </Link>
        )}
      </div>
    </div>
  )
}
