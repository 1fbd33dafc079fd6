import { useId, useState } from 'react'

type Side = {
  src: string
  alt: string
  label: string
  /** the part of this picture that the frame shows, in fractions of it; without one it fills the frame */
  part?: { x: number; y: number; width: number; height: number } | null
}

/**
 * Two pictures over each other with a line between them that is drawn by hand, finger or arrow keys. The frame has the
 * shape of `aspect` (width / height); both pictures fill it, or with `fit` are shown whole.
 */
export function CompareSlider({
  before,
  after,
  aspect,
  label,
  hint,
  valueText,
  fit = 'cover',
  className = '',
}: {
  before: Side
  after: Side
  aspect: number
  label: string
  hint?: string
  valueText: (percent: number) => string
  fit?: 'cover' | 'contain'
  className?: string
}) {
  const [percent, setPercent] = useState(50)
  const hintId = useId()
  const tag = 'pointer-events-none absolute top-3 rounded-md bg-black/75 px-2 py-1 text-xs font-medium text-[#f3ece6]'
  return (
    <div
      className={`film group relative overflow-hidden rounded-lg has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus ${className}`}
      style={{ aspectRatio: aspect }}
    >
      <Picture side={after} fit={fit} />
      <div className="film absolute inset-0" style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}>
        <Picture side={before} fit={fit} />
      </div>
      <span aria-hidden="true" className={`${tag} left-3`} style={{ opacity: percent > 16 ? 1 : 0 }}>
        {before.label}
      </span>
      <span aria-hidden="true" className={`${tag} right-3`} style={{ opacity: percent < 84 ? 1 : 0 }}>
        {after.label}
      </span>
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-[#f3ece6] shadow-[0_0_0_1px_rgb(0_0_0/0.35)]"
        style={{ left: `${percent}%` }}
      >
        <span className="absolute top-1/2 left-1/2 grid size-10 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full bg-[#f3ece6] text-[#120d0c] shadow-card">
          <svg
            viewBox="0 0 20 20"
            className="size-5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
          >
            <path d="M7.5 5.5L3 10l4.5 4.5M12.5 5.5L17 10l-4.5 4.5" />
          </svg>
        </span>
      </div>
      <input
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-label={label}
        aria-valuetext={valueText(percent)}
        aria-describedby={hint === undefined ? undefined : hintId}
        className="absolute inset-0 size-full cursor-ew-resize touch-pan-y appearance-none opacity-0"
        onChange={(e) => setPercent(Number(e.target.value))}
        // a press anywhere brings the line there, not only a press on its handle
        onPointerDown={(e) => {
          const box = e.currentTarget.getBoundingClientRect()
          setPercent(Math.round(Math.max(0, Math.min(100, ((e.clientX - box.left) / box.width) * 100))))
        }}
      />
      {hint !== undefined && (
        <span id={hintId} className="sr-only">
          {hint}
        </span>
      )}
    </div>
  )
}

function Picture({ side: { src, alt, part }, fit }: { side: Side; fit: 'cover' | 'contain' }) {
  const percent = (n: number) => `${n * 100}%`
  return (
    <img
      src={src}
      alt={alt}
      decoding="async"
      className={part ? 'absolute max-w-none' : `absolute inset-0 size-full ${fit === 'cover' ? 'object-cover' : 'object-contain'}`}
      style={
        part
          ? {
              left: percent(-part.x / part.width),
              top: percent(-part.y / part.height),
              width: percent(1 / part.width),
              height: percent(1 / part.height),
            }
          : undefined
      }
    />
  )
}
