import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { Me } from '../../api/contract.ts'
import { useMessages } from '../i18n/i18n.tsx'
import { listenToKeys, useBindings } from '../keys/bindings.ts'
import { onOpenPalette } from '../keys/open.ts'
import { keyOf, placesFor } from './studios.ts'

const Palette = lazy(() => import('../features/palette/Palette.tsx').then((x) => ({ default: x.Palette })))
const ShortcutSheet = lazy(() => import('../features/palette/ShortcutSheet.tsx').then((x) => ({ default: x.ShortcutSheet })))

/** The keys that work everywhere, and what two of them open; both come when they are first asked for. */
export function Keys({ role }: { role: Me['role'] }) {
  const m = useMessages()
  const places = placesFor(role)
  const navigate = useNavigate()
  const [open, setOpen] = useState<'palette' | 'sheet' | null>(null)
  useBindings(m.keys.anywhere, [
    { keys: 'mod+k', label: m.keys.palette, whileTyping: true, run: () => setOpen((now) => (now === 'palette' ? null : 'palette')) },
    { keys: '?', label: m.keys.sheet, run: () => setOpen('sheet') },
    { keys: 'g s', label: m.keys.goTo(m.start.title), run: () => void navigate({ to: '/' }) },
    ...places.map(({ id, path }) => ({
      keys: `g ${keyOf[id]}`,
      label: m.keys.goTo(m.places[id].name),
      run: () => void navigate({ to: path }),
    })),
  ])
  useEffect(listenToKeys, [])
  useEffect(() => onOpenPalette(setOpen), [])
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={() => setOpen(null)} onSheet={() => setOpen('sheet')} />}
      {open === 'sheet' && <ShortcutSheet onClose={() => setOpen(null)} />}
    </Suspense>
  )
}
