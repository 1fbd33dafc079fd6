import { useCallback, useEffect, useRef, useState } from 'react'

const restMs = 700

export type Draft = {
  value: string
  set: (value: string) => void
  /** saves now what is not saved yet; resolves when it is */
  flush: () => Promise<void>
  state: 'saved' | 'editing' | 'saving'
}

/**
 * Text that saves itself when one stops typing, and at the latest when one leaves it. What is being written is never
 * overwritten by what comes in meanwhile; what somebody else wrote shows as soon as nothing of one's own is open.
 */
export function useDraft(stored: string, save: (value: string) => Promise<unknown>): Draft {
  const [mine, setMine] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef<string | null>(null)
  const saver = useRef(save)
  useEffect(() => {
    saver.current = save
  })

  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    const value = latest.current
    if (value === null) return
    setSaving(true)
    try {
      await saver.current(value)
      // typed on meanwhile: that is saved in its turn
      if (latest.current === value) {
        latest.current = null
        setMine(null)
      }
    } finally {
      setSaving(false)
    }
  }, [])

  const set = useCallback(
    (value: string) => {
      latest.current = value
      setMine(value)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush().catch(() => {}), restMs)
    },
    [flush],
  )
  // leaving the item, or the page
  useEffect(() => () => void flush().catch(() => {}), [flush])

  return { value: mine ?? stored, set, flush, state: saving ? 'saving' : mine === null ? 'saved' : 'editing' }
}
