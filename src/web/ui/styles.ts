/** Looks that a lazily loaded menu shares with the button that stands in for it. */
export const menuButton =
  'inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-raised hover:text-text data-[popup-open]:bg-raised data-[popup-open]:text-text'
export const historyButton =
  'inline-flex h-10 items-center gap-2 rounded-lg px-3 text-sm whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-text disabled:cursor-not-allowed disabled:text-faint data-[popup-open]:bg-raised'
