import { createRef, useCallback, useEffect, useMemo, useRef, useState, type Dispatch, type SetStateAction } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { clock } from '../../i18n/format.ts'
import { ratio } from './figures.ts'
import { positionAt, starts, type Clip, type Position } from './playback.ts'
import { useFilmWords } from './words.ts'

/** how long a shot stands that was never given a length */
const slateSeconds = 3

export const clipsOf = (film: FilmProject): Clip[] =>
  film.shots.map(({ id, number, text, content, config }) => ({
    id,
    number,
    text,
    url: content?.url ?? null,
    poster: content?.previewUrl ?? null,
    seconds: content?.seconds ?? config?.seconds ?? slateSeconds,
  }))

/**
 * Plays the shots in their order as if they were one film: two players take turns, and the next clip is loaded and waits
 * while one plays. A shot that is not there yet is a slate for as long as it will be.
 */
export function CutPlayer({ film, at, onAt }: { film: FilmProject; at: Position; onAt: Dispatch<SetStateAction<Position>> }) {
  const w = useFilmWords()
  const clips = useMemo(() => clipsOf(film), [film])
  const { at: begins, total } = useMemo(() => starts(clips), [clips])
  const [playing, setPlaying] = useState(false)
  const [muted, setMuted] = useState(false)
  const [screens] = useState(() => [createRef<HTMLVideoElement>(), createRef<HTMLVideoElement>()] as const)
  const stage = useRef<HTMLDivElement>(null)
  const clip = clips[at.clip]
  const now = (begins[at.clip] ?? 0) + at.seconds

  const screenOf = useCallback((clip: number) => screens[clip % 2 === 0 ? 0 : 1], [screens])

  /** Goes to a place; while it plays, on from there. */
  const go = useCallback(
    (to: Position) => {
      const screen = screenOf(to.clip).current
      if (screen !== null && clips[to.clip]?.url != null) screen.currentTime = to.seconds
      onAt(to)
    },
    [clips, onAt, screenOf],
  )
  const next = useCallback(() => {
    if (at.clip + 1 >= clips.length) {
      setPlaying(false)
      return
    }
    // started here and not after a render: the cut must not be seen
    const screen = screenOf(at.clip + 1).current
    if (clips[at.clip + 1]?.url != null && screen !== null) {
      screen.currentTime = 0
      void screen.play().catch(() => {})
    }
    onAt({ clip: at.clip + 1, seconds: 0 })
  }, [at.clip, clips, onAt, screenOf])

  // the one that is seen plays, the other waits
  useEffect(() => {
    const [seen, hidden] = [screenOf(at.clip).current, screenOf(at.clip + 1).current]
    hidden?.pause()
    if (seen === null || clip?.url == null) return
    if (playing) void seen.play().catch(() => setPlaying(false))
    else seen.pause()
  }, [playing, at.clip, clip?.url, screenOf])

  // how far it is, at the pace of the screen; slates have only this clock
  useEffect(() => {
    if (!playing || clip === undefined) return
    let frame = 0
    let last = performance.now()
    let seconds = at.seconds
    const tick = (time: number) => {
      const screen = screenOf(at.clip).current
      if (clip.url !== null && screen !== null) seconds = screen.currentTime
      else seconds += (time - last) / 1000
      last = time
      if (clip.url === null && seconds >= clip.seconds) return next()
      const reached = Math.min(seconds, clip.seconds)
      // the clip may have ended since this frame was asked for: the next one's beginning must stand
      onAt((now) => (now.clip === at.clip ? { clip: at.clip, seconds: reached } : now))
      frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(frame)
    // at.seconds is where it starts, not what it follows
  }, [playing, at.clip, clip, next, onAt, screenOf]) // oxlint-disable-line react/exhaustive-deps

  const toggle = () => {
    if (!playing && at.clip === clips.length - 1 && at.seconds >= (clip?.seconds ?? 0) - 0.05) go({ clip: 0, seconds: 0 })
    setPlaying(!playing)
  }
  const jump = (to: number) => go({ clip: Math.min(Math.max(to, 0), clips.length - 1), seconds: 0 })
  // space plays and stops from anywhere in the player
  const latest = useRef(toggle)
  useEffect(() => {
    latest.current = toggle
  })
  useEffect(() => {
    const element = stage.current
    const press = (e: KeyboardEvent) => {
      if (e.key !== ' ' || e.target instanceof HTMLButtonElement) return
      e.preventDefault()
      latest.current()
    }
    element?.addEventListener('keydown', press)
    return () => element?.removeEventListener('keydown', press)
  }, [])
  if (clip === undefined) return <p className="rounded-xl border border-dashed border-line-strong p-10 text-muted">{w.cut.empty}</p>

  const button = 'grid size-10 shrink-0 place-items-center rounded-lg text-[#f3ece6] hover:bg-white/10'
  return (
    <div ref={stage} className="film flex flex-col overflow-hidden rounded-xl" data-playing={playing} data-clip={clip.number}>
      <div className="relative mx-auto max-h-[62dvh] w-full overflow-hidden bg-black" style={{ aspectRatio: ratio(film.aspect) }}>
        {screens.map((screen, slot) => {
          // each player has the clip it shows, or the one that comes next
          const index = at.clip % 2 === slot ? at.clip : at.clip + 1
          const own = clips[index]
          return (
            // silent to those who cannot hear: what a model filmed has no script that captions could be made from
            // oxlint-disable-next-line jsx-a11y/media-has-caption
            <video
              key={slot}
              ref={screen}
              src={own?.url ?? undefined}
              poster={own?.poster ?? undefined}
              muted={muted}
              playsInline
              preload="auto"
              aria-hidden="true"
              tabIndex={-1}
              className={`absolute inset-0 size-full object-contain ${index === at.clip && own?.url != null ? '' : 'invisible'}`}
              onEnded={() => index === at.clip && next()}
            />
          )
        })}
        {clip.url === null && (
          <div className="absolute inset-0 grid place-content-center gap-3 p-8 text-center">
            <p className="film-edge text-3xl">{w.cut.slate(clip.number)}</p>
            <p className="mx-auto line-clamp-3 max-w-prose text-[#b3a79f]">{clip.text}</p>
            <p className="film-edge text-xs">{w.cut.slateNote}</p>
          </div>
        )}
      </div>
      <div className="grid min-w-0 gap-1 px-2 py-2 sm:px-3">
        <div className="relative flex h-6 items-center">
          <div aria-hidden="true" className="absolute inset-x-0 flex gap-0.5">
            {clips.map(({ id, seconds, url }, i) => (
              <span key={id} className="h-1 overflow-hidden rounded-full bg-white/20" style={{ flexGrow: seconds }}>
                <span
                  className={`block h-full origin-left ${url === null ? 'bg-[#f2ae49]' : 'bg-[#ff5440]'}`}
                  style={{ transform: `scaleX(${i < at.clip ? 1 : i > at.clip ? 0 : at.seconds / seconds})` }}
                />
              </span>
            ))}
          </div>
          <input
            type="range"
            min={0}
            max={total}
            step={0.05}
            value={now}
            aria-label={w.cut.scrub}
            aria-valuetext={w.cut.at(clip.number, clock(now), clock(total))}
            onChange={(e) => go(positionAt(clips, Number(e.target.value)))}
            className="film-scrub relative w-full"
          />
        </div>
        <div className="flex items-center gap-1">
          <button type="button" onClick={() => jump(at.clip - 1)} aria-label={w.cut.previous} title={w.cut.previous} className={button}>
            <Icon name="previous" />
          </button>
          <button type="button" onClick={toggle} aria-label={playing ? w.cut.pause : w.cut.play} title={playing ? w.cut.pause : w.cut.play} className={button}>
            <Icon name={playing ? 'pause' : 'play'} />
          </button>
          <button type="button" onClick={() => jump(at.clip + 1)} aria-label={w.cut.next} title={w.cut.next} className={button}>
            <Icon name="next" />
          </button>
          <span className="film-edge num mr-auto ml-1 text-xs whitespace-nowrap sm:ml-2 sm:text-sm">
            {clock(now)} / {clock(total)}
          </span>
          <span className="film-edge hidden truncate text-sm sm:inline">{w.cut.slate(clip.number)}</span>
          <button type="button" aria-pressed={muted} onClick={() => setMuted(!muted)} aria-label={muted ? w.cut.unmute : w.cut.mute} title={muted ? w.cut.unmute : w.cut.mute} className={button}>
            <Icon name={muted ? 'muted' : 'sound'} />
          </button>
          {document.fullscreenEnabled && (
            <button type="button" onClick={() => void (document.fullscreenElement ? document.exitFullscreen() : stage.current?.requestFullscreen())} aria-label={w.cut.full} title={w.cut.full} className={button}>
              <Icon name="expand" />
            </button>
          )}
        </div>
      </div>
    </div>
  )
}
