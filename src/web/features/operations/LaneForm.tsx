import { Dialog } from '@base-ui/react/dialog'
import { useId, useState } from 'react'
import type { Lane } from '../../../api/contract.ts'
import type { LaneChange } from '../../../client/operations.ts'
import { operationsWords } from '../../../messages/operations.ts'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'

const field = 'mt-1 min-h-10 w-full rounded-lg border border-control bg-bg px-3 text-base'
/** a whole number, null for nothing, undefined for what is neither */
const limit = (text: string): number | null | undefined =>
  text.trim() === '' ? null : /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : undefined

/** Limits of a lane, or a pause with its reason; nothing changes before it is saved. */
export function LaneForm(props: {
  lane: Lane
  what: 'limits' | 'pause'
  busy: boolean
  error: unknown
  onSave: (change: LaneChange) => void
  onClose: () => void
}) {
  const { lane, what, busy, error, onSave, onClose } = props
  const w = useWords(operationsWords)
  const id = useId()
  const [inFlight, setInFlight] = useState(lane.maxInFlight === null ? '' : String(lane.maxInFlight))
  const [perMinute, setPerMinute] = useState(lane.perMinute === null ? '' : String(lane.perMinute))
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState('')
  const [tried, setTried] = useState(false)

  const numbers = what === 'limits' ? [inFlight, perMinute] : [minutes]
  const wrongNumber = numbers.some((text) => limit(text) === undefined)
  const wrongReason = what === 'pause' && reason.trim() === ''
  function save() {
    setTried(true)
    if (wrongNumber || wrongReason) return
    const forMinutes = limit(minutes)
    if (what === 'limits') onSave({ maxInFlight: limit(inFlight) as number | null, perMinute: limit(perMinute) as number | null })
    else onSave({ paused: { reason: reason.trim(), ...(forMinutes ? { seconds: forMinutes * 60 } : {}) } })
  }
  const number = (name: string, label: string, value: string, set: (text: string) => void, hint: string) => (
    <div>
      <label htmlFor={`${id}-${name}`} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={`${id}-${name}`}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        placeholder={hint}
        aria-invalid={limit(value) === undefined}
        onChange={(e) => set(e.target.value)}
        className={`num ${field}`}
      />
      {limit(value) === undefined && <p className="mt-1 text-sm text-fault">{w.notWhole}</p>}
    </div>
  )
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line-strong bg-raised p-6 shadow-card">
          <Dialog.Title className="text-lg font-semibold">{what === 'limits' ? w.limitsOf(lane.id) : w.pauseTitle(lane.id)}</Dialog.Title>
          <Dialog.Description className="mt-1 text-sm text-muted">{what === 'limits' ? w.lanesLead : w.pauseLead}</Dialog.Description>
          <form
            noValidate
            className="mt-5 grid gap-4"
            onSubmit={(e) => {
              e.preventDefault()
              save()
            }}
          >
            {what === 'limits' ? (
              <>
                {number('in-flight', w.inFlightMax, inFlight, setInFlight, w.noLimit)}
                {number('per-minute', w.perMinuteMax, perMinute, setPerMinute, w.noLimit)}
              </>
            ) : (
              <>
                <div>
                  <label htmlFor={`${id}-reason`} className="text-sm font-medium">
                    {w.reason}
                  </label>
                  <input
                    id={`${id}-reason`}
                    value={reason}
                    maxLength={200}
                    autoComplete="off"
                    aria-invalid={tried && wrongReason}
                    aria-describedby={`${id}-reason-hint`}
                    onChange={(e) => setReason(e.target.value)}
                    className={field}
                  />
                  <p id={`${id}-reason-hint`} className={`mt-1 text-sm ${tried && wrongReason ? 'text-fault' : 'text-muted'}`}>
                    {tried && wrongReason ? w.reasonNeeded : w.reasonHint}
                  </p>
                </div>
                {number('minutes', w.minutes, minutes, setMinutes, w.minutesHint)}
              </>
            )}
            <ProblemNote error={error} />
            <div className="mt-1 flex flex-wrap justify-end gap-2">
              <Button onClick={onClose}>{w.dismiss}</Button>
              <Button type="submit" look="primary" busy={busy}>
                {what === 'limits' ? w.save : w.pause}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
