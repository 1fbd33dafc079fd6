/** What somebody was putting together: a refresh or a closed tab does not lose it. The uploads keep themselves. */
import type { PhotoAspect, PhotoScene, Work } from '../../../api/contract-photography.ts'
import type { MarkPosition } from '../../../media/mark-places.ts'
import type { Framing, Mood, TimeOfDay } from '../../../providers/local/portrait/choices.ts'

export type MarkDraft = {
  kind: 'none' | 'text' | 'image'
  text: string
  colour: 'light' | 'dark'
  placement: 'single' | 'tiled'
  position: MarkPosition
  opacity: number
  size: number
}
export type Draft = {
  sceneId: string | null
  /** null: as usual for the scene */
  framing: Framing | null
  time: TimeOfDay | null
  colour: string | null
  aspect: PhotoAspect | null
  mood: Mood
  retouch: number
  clothing: string
  count: number
  model: string | null
  mark: MarkDraft
}

const storageKey = 'safelight.photography.draft'
const usualMark: MarkDraft = {
  kind: 'none',
  text: '',
  colour: 'light',
  placement: 'single',
  position: 'bottom-right',
  opacity: 0.7,
  size: 0.28,
}
export const emptyDraft: Draft = {
  sceneId: null,
  framing: null,
  time: null,
  colour: null,
  aspect: null,
  mood: 'natural',
  retouch: 0.3,
  clothing: '',
  count: 2,
  model: null,
  mark: usualMark,
}

export function readDraft(): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Partial<Draft> | null
    return { ...emptyDraft, ...kept, mark: { ...usualMark, ...kept?.mark } }
  } catch {
    return emptyDraft
  }
}

export function writeDraft(draft: Draft): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(draft))
  } catch {
    // then it lives as long as the page
  }
}

/** The draft with what it leaves open filled in by its scene; null without one. */
export function settled(draft: Draft, scenes: readonly PhotoScene[]) {
  const scene = scenes.find(({ id }) => id === draft.sceneId)
  if (scene === undefined) return null
  const { parameters, aspect } = scene.defaults
  return {
    scene,
    framing: draft.framing ?? parameters.framing,
    time: draft.time !== null && scene.times.includes(draft.time) ? draft.time : parameters.time,
    colour: scene.colours.some(({ id }) => id === draft.colour) ? draft.colour : parameters.colour,
    aspect: draft.aspect ?? aspect,
  }
}
export type Settled = NonNullable<ReturnType<typeof settled>>

/** A work's settings to begin another with. */
export function draftOf(work: Work): Draft {
  const { parameters, watermark } = work
  const mark = watermark === null ? usualMark : { ...usualMark, ...watermark, kind: watermark.type }
  return {
    sceneId: work.scene.id,
    framing: parameters.framing,
    time: parameters.time,
    colour: parameters.colour,
    aspect: work.aspect,
    mood: parameters.mood,
    retouch: parameters.retouch,
    clothing: parameters.clothing,
    count: work.count,
    model: work.models.image,
    mark,
  }
}
