import { useQuery } from '@tanstack/react-query'
import { lazy } from 'react'
import { recentQuery } from '../tasks/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { LazyMenu } from '../../ui/LazyMenu.tsx'
import { historyButton } from '../../ui/styles.ts'

const loadMenu = () => import('./PromptHistoryMenu.tsx')
const PromptHistoryMenu = lazy(() => loadMenu().then((x) => ({ default: x.PromptHistoryMenu })))

/** The last different prompts, from the tasks themselves, so that they are there on every device. */
export function PromptHistory({ onPick }: { onPick: (prompt: string) => void }) {
  const m = useMessages()
  const recent = useQuery(recentQuery).data?.items ?? []
  const prompts = [...new Set(recent.map((t) => t.prompt))].slice(0, 8)
  return (
    <LazyMenu
      menu={PromptHistoryMenu}
      load={loadMenu}
      props={{ prompts, onPick }}
      button={(on) => (
        <button type="button" aria-haspopup="menu" aria-expanded={false} disabled={prompts.length === 0} className={historyButton} {...on}>
          <Icon name="history" className="size-4" />
          {m.compose.history}
        </button>
      )}
    />
  )
}
