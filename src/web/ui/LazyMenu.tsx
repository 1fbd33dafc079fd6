import { Suspense, useState, type ComponentType, type ReactNode } from 'react'

/**
 * A menu button whose menu arrives with the first sign of interest: floating menus are a sixth of the first route's
 * budget, and most visits open none. Until then the same button stands there, working.
 */
export function LazyMenu<P extends object>({
  menu: Menu,
  load,
  props,
  button,
}: {
  menu: ComponentType<P & { defaultOpen: boolean }>
  load: () => Promise<unknown>
  props: P
  button: (on: { onClick: () => void; onPointerEnter: () => void; onFocus: () => void }) => ReactNode
}) {
  const [opened, setOpened] = useState(false)
  const warm = () => void load().catch(() => {})
  const idle = button({ onClick: () => setOpened(true), onPointerEnter: warm, onFocus: warm })
  return opened ? (
    <Suspense fallback={idle}>
      <Menu {...props} defaultOpen />
    </Suspense>
  ) : (
    idle
  )
}
