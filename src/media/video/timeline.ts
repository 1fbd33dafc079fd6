import { type Fps, SAMPLE_RATE } from './encode.ts'

/** How a scene follows the one before it. `fade` goes through black, `dip` through white. */
export type Transition = { type: 'cut' } | { type: 'crossfade' | 'fade' | 'dip'; seconds: number }

/** What the timeline must know of a scene. */
export type Timed = {
  seconds: number
  /** from the scene before; of the first scene it means nothing */
  transition: Transition
  /** how long its narration is */
  narrationS: number | null
  /** longer where the narration needs it; else the narration is spoken faster, and the scene is only longer where that is not enough */
  followNarration: boolean
}

/** A scene's place in the film, in frames. Both ends count from the film's start. */
export type Span = {
  start: number
  end: number
  /** from where to where its pictures are seen: into its neighbours, under a crossfade */
  from: number
  to: number
  transition: { type: Transition['type']; /** half before its start, half after */ frames: number }
  narration: { startS: number; endS: number; /** how much faster it is spoken: 1 as it is */ tempo: number } | null
  /** longer than was asked, because the narration is */
  extended: boolean
}

/** Narration starts a breath after the picture and ends a breath before it. */
const LEAD_S = 0.25
const TAIL_S = 0.4
/** faster than this is heard as hurried */
const TEMPO_MAX = 1.18

/** Lays the scenes end to end. The film lasts the sum of its scenes: a transition lies within them, half on each side. */
export function timelineOf(scenes: readonly Timed[], fps: Fps): Span[] {
  let atS = 0
  const spans = scenes.map((scene, i): Span => {
    const { seconds, tempo } = lengthOf(scene, transitionS(scenes, i) / 2)
    const startS = atS
    atS += seconds
    const start = Math.round(startS * fps), end = Math.max(start + 1, Math.round(atS * fps))
    const lead = Math.max(LEAD_S, transitionS(scenes, i) / 2)
    const narration = scene.narrationS === null ? null : { startS: start / fps + lead, endS: start / fps + lead + scene.narrationS / tempo, tempo }
    return { start, end, from: start, to: end, transition: { type: scene.transition.type, frames: 0 }, narration, extended: seconds > scene.seconds + 0.5 / fps }
  })
  for (let i = 1; i < spans.length; i++) {
    const before = spans[i - 1]!, here = spans[i]!
    // never past the middle of a scene, so that at most two are seen at once
    const most = 2 * Math.floor(Math.min(before.end - before.start, here.end - here.start) / 2)
    const frames = Math.min(2 * Math.round((transitionS(scenes, i) * fps) / 2), most)
    here.transition.frames = frames
    if (here.transition.type !== 'crossfade') continue
    before.to = here.start + frames / 2
    here.from = here.start - frames / 2
  }
  return spans
}

function transitionS(scenes: readonly Timed[], i: number): number {
  const transition = scenes[i]?.transition
  return i === 0 || !transition || transition.type === 'cut' ? 0 : transition.seconds
}

function lengthOf(scene: Timed, leadS: number): { seconds: number; tempo: number } {
  if (scene.narrationS === null) return { seconds: scene.seconds, tempo: 1 }
  const around = Math.max(LEAD_S, leadS) + TAIL_S
  if (scene.narrationS + around <= scene.seconds) return { seconds: scene.seconds, tempo: 1 }
  if (scene.followNarration) return { seconds: scene.narrationS + around, tempo: 1 }
  const wanted = scene.narrationS / Math.max(0.2, scene.seconds - around)
  if (wanted <= TEMPO_MAX) return { seconds: scene.seconds, tempo: wanted }
  return { seconds: Math.max(scene.seconds, scene.narrationS / TEMPO_MAX + around), tempo: TEMPO_MAX }
}

/** Samples in one frame: whole at every rate we make. */
export const samplesPerFrame = (fps: Fps): number => SAMPLE_RATE / fps
