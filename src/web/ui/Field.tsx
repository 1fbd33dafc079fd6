import { useId, type ReactNode } from 'react'
import type { Draft } from './useDraft.ts'

const box = 'w-full rounded-lg border border-line bg-transparent px-3 text-base placeholder:text-faint hover:border-control aria-invalid:border-fault'

/** A text that saves itself, and says so. */
export function DraftField({ label, draft, words: w, rows, placeholder, message = null }: { label: string; draft: Draft; words: { saving: string; notSaved: string }; rows?: number; placeholder?: string; message?: string | null }) {
  const id = useId()
  const common = {
    id,
    value: draft.value,
    dir: 'auto',
    placeholder,
    'aria-invalid': message !== null,
    'aria-describedby': `${id}-note`,
    onBlur: () => void draft.flush().catch(() => {}),
  }
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="label">
          {label}
        </label>
        <span className="text-xs text-faint" aria-hidden="true">
          {draft.state === 'saving' ? w.saving : draft.state === 'editing' ? w.notSaved : ''}
        </span>
      </div>
      {rows === undefined ? (
        <input {...common} autoComplete="off" className={`${box} h-10`} onChange={(e) => draft.set(e.target.value)} />
      ) : (
        <textarea {...common} rows={rows} className={`${box} field-sizing-content max-h-72 resize-none py-2 leading-6`} style={{ minHeight: `${rows * 1.5 + 1}rem` }} onChange={(e) => draft.set(e.target.value)} />
      )}
      <p id={`${id}-note`} className="text-sm text-fault empty:hidden">
        {message}
      </p>
    </div>
  )
}

/** A choice of a few, as one looks at a dial. */
export function Choice<T extends string | number>({ label, value, options, onChange }: { label: string; value: T | null; options: readonly { value: T; label: string }[]; onChange: (value: T) => void }) {
  const id = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="label mb-1 block">{label}</legend>
      <div className="flex flex-wrap gap-1 rounded-lg border border-line p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="num relative grid min-h-8 min-w-9 flex-1 place-items-center rounded-md px-2 text-sm whitespace-nowrap text-muted transition-colors hover:text-text has-checked:bg-raised has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input type="radio" name={id} checked={value === option.value} onChange={() => onChange(option.value)} className="absolute inset-0 cursor-pointer appearance-none outline-none" />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function Select<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly { value: T; label: string; disabled?: boolean }[]; onChange: (value: T) => void }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="label mb-1 block">
        {label}
      </label>
      <select id={id} value={value} onChange={(e) => onChange(e.target.value as T)} className="h-10 w-full rounded-lg border border-line bg-bg px-2.5 text-sm hover:border-control">
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

export const Row = ({ children }: { children: ReactNode }) => <div className="grid grid-cols-2 gap-3">{children}</div>
