import type { ComponentProps } from 'react'

const base =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 text-base font-medium leading-5 transition-[background-color,border-color,color,transform] duration-150 select-none active:translate-y-px disabled:cursor-not-allowed disabled:active:translate-y-0 aria-disabled:cursor-not-allowed'

const looks = {
  /** the one thing to do next */
  primary:
    'bg-ink text-on-ink hover:bg-ink/88 disabled:bg-raised disabled:text-faint disabled:border disabled:border-line aria-disabled:bg-raised aria-disabled:text-faint',
  secondary:
    'border border-line-strong bg-surface text-text hover:border-control hover:bg-raised disabled:text-faint disabled:hover:bg-surface',
  quiet: 'text-muted hover:bg-raised hover:text-text disabled:text-faint',
} as const

type Props = ComponentProps<'button'> & { look?: keyof typeof looks; busy?: boolean }

export const buttonClass = (look: keyof typeof looks = 'secondary'): string => `${base} ${looks[look]}`

/** A button with its states. `busy` keeps it focusable and named while its request is on the way. */
export function Button({ look = 'secondary', busy = false, className = '', onClick, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      onClick={busy ? (e) => e.preventDefault() : onClick}
      className={`${base} ${looks[look]} ${className}`}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent opacity-80 motion-reduce:animate-none"
    />
  )
}

/** What a step costs, set apart inside the button that takes it. */
export function Price({ children }: { children: string }) {
  return <span className="num whitespace-nowrap -mr-1 ml-1 border-l border-current/25 pl-3 font-normal opacity-85">{children}</span>
}
