/**
 * Every key the pages listen to, in one registry: the listener, the shortcut sheet and the command palette read it. A page
 * adds its own for as long as it is shown.
 */
import { useEffect, useRef } from 'react'

export type Binding = {
  /** `mod+k` (Command on a Mac, else Control), `?`, or two keys after each other: `g a` */
  keys: string
  /** what it does, as the sheet and the palette show it */
  label: string
  run(): void
  /** works while somebody types; only for those with a modifier */
  whileTyping?: boolean
}
export type BindingGroup = { name: string; bindings: readonly Binding[] }

const storageKey = 'safelight.keys'
const groups = new Set<{ current: BindingGroup }>()
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** Adds keys while the component is shown. `name` heads them in the shortcut sheet. */
export function useBindings(name: string, bindings: readonly Binding[]): void {
  const own = useRef<BindingGroup>({ name, bindings })
  useEffect(() => {
    own.current = { name, bindings }
  })
  useEffect(() => {
    groups.add(own)
    tell()
    return () => {
      groups.delete(own)
      tell()
    }
  }, [])
}

/** All groups, the ones added last first: a page's own keys go before those of the frame. */
export const allBindings = (): BindingGroup[] => [...groups].map((g) => g.current).toReversed()

/**
 * Whether keys without a modifier do something. Whoever dictates, or types with a stick, can switch them off (WCAG 2.1.4);
 * kept in this browser.
 */
export const singleKeys = {
  get: (): boolean => {
    try {
      return localStorage.getItem(storageKey) !== 'off'
    } catch {
      return true
    }
  },
  set(on: boolean): void {
    try {
      if (on) localStorage.removeItem(storageKey)
      else localStorage.setItem(storageKey, 'off')
    } catch {
      // the choice is then gone with the page
    }
    tell()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** `mod+k` as the keyboard has it: ["⌘", "K"] or ["Ctrl", "K"]; the keys of a sequence after each other. */
export const keyNames = (keys: string): string[] =>
  keys.split(/[ +](?=.)/).map((key) => (key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : key.length === 1 ? key.toUpperCase() : key))

const hasModifier = (keys: string) => keys.startsWith('mod+')

/** Whether a key that was pressed is meant for a field. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

const sequenceMs = 1_200

/** The one listener. Returns how to stop it. */
export function listenToKeys(): () => void {
  let first: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => {
    clearTimeout(timer)
    first = null
  }
  const onKey = (e: KeyboardEvent) => {
    if (e.defaultPrevented || e.isComposing || e.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(e.key)) return
    const mod = isMac ? e.metaKey : e.ctrlKey
    const key = e.key.toLowerCase()
    const typing = isTyping(e.target)
    if (!mod && (e.ctrlKey || e.metaKey || typing || !singleKeys.get() || isInOverlay(e.target))) return forget()
    const pressed = mod ? `mod+${key}` : first === null ? key : `${first} ${key}`
    const all = allBindings().flatMap((g) => g.bindings)
    const hit = all.find((b) => b.keys === pressed && (!typing || b.whileTyping === true))
    const begins = !mod && first === null && all.some((b) => b.keys.startsWith(`${key} `))
    forget()
    if (hit) {
      e.preventDefault()
      hit.run()
    } else if (begins) {
      first = key
      timer = setTimeout(forget, sequenceMs)
    }
  }
  window.addEventListener('keydown', onKey)
  return () => {
    forget()
    window.removeEventListener('keydown', onKey)
  }
}

/** Menus and dialogs have keys of their own. */
const isInOverlay = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=menu],[role=dialog],[role=alertdialog],[role=listbox]') !== null

export const isWithModifier = (binding: Binding): boolean => hasModifier(binding.keys)
