import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../client/problem.ts'
import { api } from '../../api/client.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { tellSessionChanged } from '../../live/live.ts'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'

/** The door: one click for the demo where the installation offers it, or an API key. */
export function SignIn({ demoAvailable }: { demoAvailable: boolean }) {
  const m = useMessages()
  usePageTitle(m.session.title)
  const queryClient = useQueryClient()
  const [apiKey, setApiKey] = useState('')
  const [empty, setEmpty] = useState(false)
  const entered = async () => {
    tellSessionChanged()
    await queryClient.invalidateQueries()
  }
  const demo = useMutation({ mutationFn: () => api.signInDemo(), onSuccess: entered })
  const key = useMutation({ mutationFn: (value: string) => api.signIn(value), onSuccess: entered })
  const refused = key.error instanceof ApiError && key.error.status === 401
  const keyMessage = empty ? m.session.apiKeyEmpty : refused ? m.session.refused : null
  return (
    <div className="mx-auto grid max-w-5xl items-center gap-12 py-[8vh] lg:grid-cols-[1.1fr_1fr]">
      <div>
        <h1 tabIndex={-1} className="text-2xl">
          {m.session.title}
        </h1>
        <p className="mt-3 max-w-md text-lg text-muted">{m.session.lead}</p>
        <div aria-hidden="true" className="film mt-8 flex max-w-md gap-2 rounded-lg p-3">
          {[0, 1, 2, 3].map((i) => (
            <div key={i} className="frame frame-developing frame-ornament flex-1 rounded-sm" style={{ opacity: 1 - i * 0.22 }} />
          ))}
        </div>
      </div>
      <div className="card p-6 shadow-card sm:p-8">
        {demoAvailable && (
          <>
            <Button look="primary" className="w-full" busy={demo.isPending} onClick={() => demo.mutate()}>
              {m.session.demo}
            </Button>
            <p className="mt-2 text-sm text-muted">{m.session.demoNote}</p>
            <ProblemNote error={demo.error} className="mt-3" />
            <div className="my-6 flex items-center gap-4 text-sm text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              {m.session.or}
            </div>
          </>
        )}
        <form
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            setEmpty(apiKey.trim() === '')
            if (apiKey.trim() !== '') key.mutate(apiKey.trim())
          }}
        >
          <label htmlFor="api-key" className="text-sm font-medium">
            {m.session.apiKey}
          </label>
          <input
            id="api-key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={apiKey}
            onChange={(e) => setApiKey(e.target.value)}
            aria-describedby="api-key-hint"
            aria-invalid={keyMessage !== null}
            className="mt-1.5 min-h-10 w-full rounded-lg border border-control bg-bg px-3 font-mono text-base"
          />
          <p id="api-key-hint" className={`mt-1.5 text-sm ${keyMessage === null ? 'text-muted' : 'text-fault'}`}>
            {keyMessage ?? m.session.apiKeyHint}
          </p>
          {!refused && <ProblemNote error={key.error} className="mt-3" />}
          <Button type="submit" look={demoAvailable ? 'secondary' : 'primary'} className="mt-4 w-full" busy={key.isPending}>
            {m.session.signIn}
          </Button>
        </form>
      </div>
    </div>
  )
}
