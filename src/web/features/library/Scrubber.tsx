import { useEffect, useRef, useState, type PointerEvent } from 'react'
import type { LibraryTimeline } from '../../../api/contract-media.ts'
import type { Locale } from '../../../messages/locale.ts'
import { monthName } from '../../i18n/format.ts'
import { monthRowPx, type Layout } from './layout.ts'
import { scrubbing } from './queries.ts'

type Props = { layout: Layout; months: LibraryTimeline['months']; rowPx: number; marginPx: number; locale: Locale; label: string }

const headerPx = 76
/** fewer rows than this need no way to jump */
const rowsMin = 24
const shownMs = 900

/** All of time along the edge of the page: drag it, or step by month with the arrow keys. */
export function Scrubber({ layout, months, rowPx, marginPx, locale, label }: Props) {
  const track = useRef<HTMLDivElement>(null)
  const [held, setHeld] = useState(false)
  const { at, moving } = useScrolled()
  const offsets = layout.monthRows.map((row, n) => n * monthRowPx + (row - n) * rowPx)
  const total = months.length * monthRowPx + (layout.rows.length - months.length) * rowPx
  if (layout.rows.length < rowsMin) return null

  const scrollable = Math.max(1, marginPx + total - innerHeight)
  const part = Math.min(1, Math.max(0, at / scrollable))
  const here = Math.max(0, at + headerPx - marginPx)
  const month = Math.max(0, offsets.findLastIndex((offset) => offset <= here))
  const go = (n: number) => scrollTo({ top: Math.max(0, marginPx + (offsets[n] ?? 0) - headerPx + 8), behavior: 'instant' })
  const follow = (e: PointerEvent) => {
    const { top, height } = track.current!.getBoundingClientRect()
    scrollTo({ top: Math.min(1, Math.max(0, (e.clientY - top) / height)) * scrollable, behavior: 'instant' })
  }
  const hold = (next: boolean) => {
    setHeld(next)
    scrubbing.now = next
  }
  const name = monthName(locale, months[month]?.month ?? '1970-01')
  return (
    <div
      ref={track}
      onPointerDown={(e) => {
        if (e.button !== 0) return
        e.currentTarget.setPointerCapture(e.pointerId)
        hold(true)
        follow(e)
      }}
      onPointerMove={(e) => held && follow(e)}
      onPointerUp={() => hold(false)}
      onPointerCancel={() => hold(false)}
      className={`group/scrub fixed right-0 bottom-20 z-20 w-6 cursor-ns-resize touch-none rounded-l-lg transition-opacity select-none sm:w-8 md:bottom-4 ${held || moving ? '' : 'pointer-coarse:pointer-events-none pointer-coarse:not-has-focus-visible:opacity-0'}`}
      style={{ top: headerPx }}
    >
      <input
        type="range"
        aria-label={label}
        aria-orientation="vertical"
        aria-valuetext={name}
        min={0}
        max={months.length - 1}
        // the newest is on top
        value={month}
        onChange={(e) => go(Number(e.target.value))}
        onKeyDown={(e) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[e.key]
          if (step === undefined) return
          e.preventDefault()
          go(Math.min(months.length - 1, Math.max(0, month + step)))
        }}
        className="peer pointer-events-none absolute inset-0 size-full opacity-0"
      />
      <span aria-hidden="true" className="absolute inset-0 rounded-l-lg peer-focus-visible:outline-2 peer-focus-visible:-outline-offset-2 peer-focus-visible:outline-focus" />
      {offsets.map((offset, n) => {
        const first = n === 0 || months[n]!.month.slice(0, 4) !== months[n - 1]!.month.slice(0, 4)
        return (
          <span
            key={months[n]!.month}
            aria-hidden="true"
            className={`absolute right-1 h-px ${first ? 'w-3.5 bg-control' : 'w-1.5 bg-line-strong'}`}
            style={{ top: `${(100 * offset) / total}%` }}
          />
        )
      })}
      <span aria-hidden="true" className="absolute right-0 h-0.5 w-6 -translate-y-1/2 bg-red sm:w-8" style={{ top: `${100 * part}%` }}>
        <span
          className={`absolute top-1/2 right-full mr-1 -translate-y-1/2 rounded-md bg-ink px-2.5 py-1 text-sm font-medium whitespace-nowrap text-on-ink transition-opacity ${held || moving ? '' : 'opacity-0 group-hover/scrub:opacity-100 group-has-focus-visible/scrub:opacity-100'}`}
        >
          {name}
        </span>
      </span>
    </div>
  )
}

/** How far the page is scrolled, once a frame, and whether it moves. */
function useScrolled(): { at: number; moving: boolean } {
  const [state, setState] = useState({ at: scrollY, moving: false })
  useEffect(() => {
    let frame = 0
    let rest: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      frame = 0
      setState({ at: scrollY, moving: true })
    }
    const scrolled = () => {
      frame ||= requestAnimationFrame(look)
      clearTimeout(rest)
      rest = setTimeout(() => setState({ at: scrollY, moving: false }), shownMs)
    }
    window.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      window.removeEventListener('scroll', scrolled)
      cancelAnimationFrame(frame)
      clearTimeout(rest)
    }
  }, [])
  return state
}
