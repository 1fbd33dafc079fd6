import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { quoteQuery } from '../../api/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { useCreateTask } from './useCreateTask.ts'

/** Four pictures of an example, at one click from the start page. */
export function Begin() {
  const m = useMessages()
  const navigate = useNavigate()
  const quote = useQuery(quoteQuery({ kind: 'task', count: 4 })).data
  const create = useCreateTask((task) => void navigate({ to: '/tasks/$taskId', params: { taskId: task.id } }))
  // another example at each visit, the same one while the page is open
  const [n] = useState(() => Math.floor(Math.random() * m.compose.exampleList.length))
  const prompt = m.compose.exampleList[n] as string
  return (
    <>
      <p className="line-clamp-2 text-sm text-faint">{m.compose.exampleOf(prompt)}</p>
      <ProblemNote error={create.error} />
      <Button
        look="primary"
        className="w-full"
        busy={create.isPending}
        onClick={() => create.mutate({ prompt, count: 4, ...(quote ? { priceVersion: quote.priceVersion } : {}) })}
      >
        {m.compose.submit(4)}
        <Price>{m.compose.price(quote?.credits ?? null)}</Price>
      </Button>
    </>
  )
}
