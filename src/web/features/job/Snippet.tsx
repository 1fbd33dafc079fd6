import { useState } from 'react'
import type { JobDetail } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { CopyButton } from '../../ui/Copy.tsx'
import { curlOf, requestOf, typescriptOf } from './snippet.ts'

/** The same by API, to copy: for a shell and for a program. */
export function Snippet({ job }: { job: JobDetail }) {
  const m = useMessages()
  const w = useWords(activityWords)
  const [language, setLanguage] = useState<'curl' | 'ts'>('curl')
  const request = requestOf(job)
  const text = language === 'curl' ? curlOf(request, location.origin) : typescriptOf(request, location.origin)
  return (
    <section className="card min-w-0 p-4 sm:p-5">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2 className="label mr-auto">{m.job.api}</h2>
        <fieldset aria-label={m.job.api} className="flex rounded-lg border border-line p-0.5 text-sm">
          {(['curl', 'ts'] as const).map((l) => (
            <button
              key={l}
              type="button"
              aria-pressed={language === l}
              onClick={() => setLanguage(l)}
              className="min-h-8 rounded-md px-3 text-muted hover:text-text aria-pressed:bg-raised aria-pressed:text-text"
            >
              {l === 'curl' ? w.snippetCurl : w.snippetTs}
            </button>
          ))}
        </fieldset>
        <CopyButton text={text} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <section tabIndex={0} aria-label={m.job.api} className="overflow-x-auto rounded-lg bg-bg p-3">
        <pre className="font-mono text-xs leading-5">{text}</pre>
      </section>
    </section>
  )
}
