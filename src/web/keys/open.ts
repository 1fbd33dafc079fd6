type Overlay = 'palette' | 'sheet'
const listeners = new Set<(overlay: Overlay) => void>()

/** Opens the command palette or the shortcut sheet from anywhere, such as a button of the header. */
export const openOverlay = (overlay: Overlay): void => {
  for (const listener of listeners) listener(overlay)
}

export function onOpenPalette(listener: (overlay: Overlay) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
