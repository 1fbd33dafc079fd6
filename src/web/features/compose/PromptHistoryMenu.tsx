import { Menu } from '@base-ui/react/menu'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { historyButton } from '../../ui/styles.ts'

export function PromptHistoryMenu({
  prompts,
  onPick,
  defaultOpen,
}: {
  prompts: string[]
  onPick: (prompt: string) => void
  defaultOpen: boolean
}) {
  const m = useMessages()
  return (
    <Menu.Root modal={false} defaultOpen={defaultOpen}>
      <Menu.Trigger disabled={prompts.length === 0} className={historyButton}>
        <Icon name="history" className="size-4" />
        {m.compose.history}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="start" sideOffset={6} className="z-50 outline-none">
          <Menu.Popup className="max-h-80 w-[min(26rem,calc(100vw-2rem))] overflow-y-auto rounded-xl border border-line-strong bg-raised p-1.5 shadow-card outline-none">
            {prompts.map((prompt) => (
              <Menu.Item
                key={prompt}
                onClick={() => onPick(prompt)}
                className="flex min-h-10 cursor-pointer items-center rounded-lg px-3 py-2 text-sm outline-none data-[highlighted]:bg-surface"
              >
                <span className="line-clamp-2">{prompt}</span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
