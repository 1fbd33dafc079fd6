import { Menu } from '@base-ui/react/menu'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSyncExternalStore, type ReactNode } from 'react'
import type { Me } from '../../api/contract.ts'
import { api } from '../api/client.ts'
import { askToNotify, notifyStore } from '../features/notify/permission.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { openOverlay } from '../keys/open.ts'
import { tellSessionChanged } from '../live/live.ts'
import { setTheme, useTheme, type Theme } from '../theme/theme.ts'
import { Icon } from '../ui/Icon.tsx'
import { menuButton } from '../ui/styles.ts'

const item =
  'flex min-h-10 w-full cursor-pointer items-center gap-3 rounded-lg px-3 text-sm outline-none select-none data-[highlighted]:bg-surface data-[highlighted]:text-text data-[disabled]:cursor-default data-[disabled]:text-faint'
const label = 'label px-3 pt-2 pb-1'

/** Theme, language, notifications and the account, behind one button. */
export function AccountMenu({ me, defaultOpen }: { me: Me | null; defaultOpen: boolean }) {
  const { m, locale, setLocale } = useI18n()
  const theme = useTheme()
  const queryClient = useQueryClient()
  const permission = useSyncExternalStore(notifyStore.subscribe, notifyStore.get)
  const signOut = async () => {
    await api.signOut().catch(() => {})
    tellSessionChanged()
    await queryClient.invalidateQueries({ queryKey: ['session'] })
  }
  return (
    <Menu.Root modal={false} defaultOpen={defaultOpen}>
      <Menu.Trigger aria-label={m.app.menu} className={menuButton}>
        <Icon name="menu" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={8} className="z-50 outline-none">
          <Menu.Popup className="w-64 origin-top-right rounded-xl border border-line-strong bg-raised p-1.5 shadow-card outline-none transition-[opacity,scale] duration-100 data-[ending-style]:opacity-0 data-[starting-style]:scale-97 data-[starting-style]:opacity-0">
            {me && <p className="px-3 py-2 text-sm font-semibold">{me.name}</p>}
            <Menu.RadioGroup value={theme} onValueChange={(v: Theme) => setTheme(v)} aria-label={m.app.theme}>
              <p className={label}>{m.app.theme}</p>
              <Radio value="system">{m.app.themeSystem}</Radio>
              <Radio value="dark">{m.app.themeDark}</Radio>
              <Radio value="light">{m.app.themeLight}</Radio>
            </Menu.RadioGroup>
            <div className="md:hidden">
              <Menu.RadioGroup value={locale} onValueChange={setLocale} aria-label={m.app.language}>
                <p className={label}>{m.app.language}</p>
                <Radio value="en">
                  <span lang="en">English</span>
                </Radio>
                <Radio value="zh-CN">
                  <span lang="zh-CN">简体中文</span>
                </Radio>
              </Menu.RadioGroup>
            </div>
            <div className="mx-3 my-1.5 border-t border-line" />
            {me && (
              <Menu.Item className={item} onClick={() => openOverlay('palette')}>
                <Icon name="search" className="size-4" />
                {m.keys.palette}
              </Menu.Item>
            )}
            {me && (
              <Menu.Item className={`${item} max-md:hidden`} onClick={() => openOverlay('sheet')}>
                <Icon name="keyboard" className="size-4" />
                {m.keys.sheet}
              </Menu.Item>
            )}
            {me?.role === 'admin' && (
              <Menu.Item className={`${item} md:hidden`} render={<Link to="/operations" />}>
                <Icon name="gauge" className="size-4" />
                {m.places.operations.name}
              </Menu.Item>
            )}
            {me && permission !== 'unsupported' && (
              <Menu.Item className={item} disabled={permission === 'denied' || permission === 'granted'} onClick={() => void askToNotify()}>
                <Icon name="bell" className="size-4" />
                {permission === 'granted' ? m.app.notifyOn : permission === 'denied' ? m.app.notifyBlocked : m.app.notify}
              </Menu.Item>
            )}
            <Menu.Item className={item} render={<a href="/api/docs">{m.app.apiDocs}</a>} />
            {me && (
              <Menu.Item className={item} onClick={() => void signOut()}>
                {m.app.signOut}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Radio({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Menu.RadioItem value={value} className={item}>
      <span className="flex size-4 items-center justify-center">
        <Menu.RadioItemIndicator>
          <Icon name="check" className="size-4" />
        </Menu.RadioItemIndicator>
      </span>
      {children}
    </Menu.RadioItem>
  )
}
