import type { Ffmpeg } from '../ffmpeg/find.ts'
import type { Cue } from '../subtitles/captions.ts'
import { type SubtitleStyle, drawSubtitle, drawTitle } from '../subtitles/lettering.ts'
import { type Decal, lay } from './decal.ts'
import type { Fps } from './encode.ts'
import { type Footage, openFootage } from './footage.ts'
import { BLACK, createFrame, type Frame, mixFrames, mixPaint, WHITE } from './frame.ts'
import type { Probe } from './probe.ts'
import type { Span } from './timeline.ts'

/** All that is seen in a film, laid out in time. */
export type Reel = {
  width: number
  height: number
  fps: Fps
  spans: readonly Span[]
  clips: readonly { path: string; video: NonNullable<Probe['video']>; title: string | null }[]
  cues: readonly (readonly Cue[])[]
  burnIn: SubtitleStyle | null
  fadeSeconds: number
}

/** A clip's reader is started so many frames before it is needed, so that the encoder does not wait for it. */
const AHEAD = 20
/** what is seen, what comes in over it, and what is made ready */
const OPEN_MAX = 3
const CUE_FADE_S = 0.12
const TITLE = { fromS: 0.35, forS: 3.2, fadeS: 0.45 }

/**
 * Plays the film to `show`, frame by frame; a frame is valid until `show` resolves.
 * -> for each clip, how many seconds its last frame had to be held
 * @throws what a clip's reader throws; the signal's reason
 */
export async function playReel(ffmpeg: Ffmpeg, reel: Reel, signal: AbortSignal, show: (frame: Frame) => Promise<void>): Promise<number[]> {
  const { spans, fps } = reel
  const frames = spans.at(-1)!.end
  const canvas = createFrame(reel.width, reel.height)
  const lettering = letterer(reel)
  const open = new Map<number, Footage>()
  const held = spans.map(() => 0)
  // scenes come in order: those before `first` are over
  let first = 0
  try {
    for (let n = 0; n < frames; n++) {
      signal.throwIfAborted()
      while (spans[first]!.to <= n) {
        held[first] = heldSeconds(open.get(first), spans[first]!, fps)
        open.get(first)?.close()
        open.delete(first++)
      }
      for (let i = first; i < Math.min(spans.length, first + OPEN_MAX) && spans[i]!.from - AHEAD <= n; i++) {
        if (!open.has(i)) open.set(i, openFootage(ffmpeg, reel.clips[i]!.path, reel.clips[i]!.video, reel, spans[i]!.to - spans[i]!.from, signal))
      }
      canvas.bytes.set((await open.get(first)!.next()).bytes)
      const next = spans[first + 1]
      if (next && next.from <= n) mixFrames(canvas, await open.get(first + 1)!.next(), smooth((n + 1 - next.from) / (next.transition.frames + 1)))
      veilTransitions(canvas, n, reel)
      lettering(canvas, n)
      await show(canvas)
    }
    spans.forEach((span, i) => open.has(i) && (held[i] = heldSeconds(open.get(i), span, fps)))
    return held
  } finally {
    for (const footage of open.values()) footage.close()
  }
}

function heldSeconds(footage: Footage | undefined, span: Span, fps: Fps): number {
  const length = footage?.length() ?? null
  return length === null ? 0 : (span.to - span.from - length) / fps
}

/** Fades through black and dips through white at the cuts; out of black at the start, into it at the end. */
function veilTransitions(canvas: Frame, n: number, { spans, fadeSeconds, fps }: Reel): void {
  for (const span of spans) {
    if (span.transition.type === 'crossfade' || span.transition.frames === 0) continue
    const half = span.transition.frames / 2
    if (n < span.start - half || n >= span.start + half) continue
    const away = n < span.start ? (span.start - n) / (half + 1) : (n + 1 - span.start) / (half + 1)
    mixPaint(canvas, span.transition.type === 'dip' ? WHITE : BLACK, 1 - smooth(Math.min(1, away)))
  }
  const fade = Math.round(fadeSeconds * fps), last = spans.at(-1)!.end - 1
  const edge = Math.min(n, last - n)
  if (fade > 0 && edge < fade) mixPaint(canvas, BLACK, 1 - smooth(edge / fade))
}

/** Draws captions and titles; each is set once, when it is first seen, and forgotten when it has gone. */
function letterer(reel: Reel): (canvas: Frame, n: number) => void {
  const { spans, fps, burnIn } = reel
  const shown = spans.flatMap((span, i) => {
    const startS = span.start / fps, endS = span.end / fps, title = reel.clips[i]!.title
    const captions = burnIn === null ? [] : reel.cues[i]!.map((cue) => ({ startS: cue.startS, endS: cue.endS, fadeS: CUE_FADE_S, rise: 0, draw: () => drawSubtitle(cue.lines, reel, burnIn) }))
    const titleEndS = Math.min(startS + TITLE.fromS + TITLE.forS, endS - 0.25)
    const titles = title === null || titleEndS - startS < 1 ? [] : [{ startS: startS + TITLE.fromS, endS: titleEndS, fadeS: TITLE.fadeS, rise: 0.012 * reel.height, draw: () => drawTitle(title, reel, i === 0 ? 'opening' : 'heading') }]
    return [...titles, ...captions]
  })
  const drawn = new Map<number, Decal | null>()
  return (canvas, n) => {
    const t = (n + 0.5) / fps
    shown.forEach((text, i) => {
      if (t < text.startS || t >= text.endS) return void drawn.delete(i)
      if (!drawn.has(i)) drawn.set(i, text.draw())
      const decal = drawn.get(i)
      const fade = Math.min(text.fadeS, (text.endS - text.startS) / 3)
      const come = smooth(Math.min(1, (t - text.startS) / fade)), go = smooth(Math.min(1, (text.endS - t) / fade))
      if (decal) lay(canvas, decal, Math.min(come, go), text.rise * (1 - come))
    })
  }
}

const smooth = (t: number): number => t * t * (3 - 2 * t)
