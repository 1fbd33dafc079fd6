import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ReactElement, ReactNode } from 'react'
import { Button } from './Button.tsx'

/** Asks before something that cannot be taken back. Focus stays inside, Escape keeps things as they are. */
export function Confirm(props: {
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: string
  body?: string
  /** null: there is nothing to confirm, only to know */
  confirm: string | null
  keep: string
  onConfirm: () => void
  children?: ReactNode
}) {
  const state = props.open === undefined ? {} : { open: props.open, onOpenChange: props.onOpenChange ?? (() => {}) }
  return (
    <AlertDialog.Root {...state}>
      {props.trigger && <AlertDialog.Trigger render={props.trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/60 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <AlertDialog.Popup className="fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line-strong bg-raised p-6 shadow-card transition-[opacity,scale] duration-150 data-[ending-style]:scale-97 data-[ending-style]:opacity-0 data-[starting-style]:scale-97 data-[starting-style]:opacity-0">
          <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
          {props.body && <AlertDialog.Description className="mt-2 text-muted">{props.body}</AlertDialog.Description>}
          {props.children}
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close render={<Button look="secondary" />}>{props.keep}</AlertDialog.Close>
            {props.confirm !== null && (
              <AlertDialog.Close render={<Button look="primary" />} onClick={props.onConfirm}>
                {props.confirm}
              </AlertDialog.Close>
            )}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
