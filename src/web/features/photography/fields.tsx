import { useId, type ReactNode } from 'react'

type Option<T> = { value: T; label: string; /** shown before the label */ mark?: ReactNode }

/** A few choices side by side, one of them taken. Radio buttons underneath: arrow keys move between them. */
export function Choices<T extends string | number>({
  legend,
  options,
  value,
  onChange,
}: {
  legend: string
  options: readonly Option<T>[]
  value: T
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="label mb-1.5 block">{legend}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="relative inline-flex min-h-9 items-center gap-1.5 rounded-lg border border-line px-3 text-sm text-muted transition-colors hover:border-control hover:text-text has-checked:border-ink has-checked:bg-raised has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.mark}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** A figure between bounds, drawn or stepped by keys; `shown` is what it means. */
export function Slider({
  label,
  value,
  min,
  max,
  step,
  shown,
  onChange,
}: {
  label: string
  value: number
  min: number
  max: number
  step: number
  shown: string
  onChange: (value: number) => void
}) {
  const id = useId()
  return (
    <div>
      <div className="mb-0.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="label">
          {label}
        </label>
        <span className="num text-xs text-muted">{shown}</span>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        className="slider"
        onChange={(e) => onChange(Number(e.target.value))}
      />
    </div>
  )
}

/** A sheet of paper of that shape, small. */
export function ShapeMark({ ratio }: { ratio: number }) {
  const [w, h] = ratio >= 1 ? [14, 14 / ratio] : [14 * ratio, 14]
  return (
    <span
      aria-hidden="true"
      className="inline-block shrink-0 rounded-[2px] border-[1.5px] border-current"
      style={{ width: w, height: h }}
    />
  )
}
