import { useState } from 'react'

export type Selection = {
  ids: ReadonlySet<string>
  /** a tap selects, and does not open: by the button, or because something is selected */
  on: boolean
  setOn(on: boolean): void
  toggle(id: string, index: number): void
  /** everything from where the last one was chosen to here; `ids` are those between */
  add(ids: readonly string[]): void
  /** where a range begins */
  anchor: number | null
  clear(): void
  remove(ids: readonly string[]): void
}

/** What is selected, by id: it survives scrolling, and a list that grows meanwhile. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [on, setOn] = useState(false)
  const [anchor, setAnchor] = useState<number | null>(null)
  return {
    ids,
    on: on || ids.size > 0,
    setOn,
    anchor,
    toggle(id, index) {
      const next = new Set(ids)
      if (!next.delete(id)) next.add(id)
      setIds(next)
      setAnchor(index)
    },
    add: (added) => setIds(new Set([...ids, ...added])),
    clear() {
      setOn(false)
      setIds(new Set())
      setAnchor(null)
    },
    remove: (gone) => setIds(new Set([...ids].filter((id) => !gone.includes(id)))),
  }
}
