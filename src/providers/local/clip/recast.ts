import type { Cast } from '../paint/compose.ts'
import { BACKGROUND } from '../prompt/parse.ts'
import type { Scene } from '../prompt/scene.ts'
import type { Painted } from '../scene-chunk.ts'

/** What a shot shows: one scene, in which what was seen before looks as it did, and which of the pictures do not come into it. */
export type Recast = { scene: Scene; cast: Cast; left: number[] }

/**
 * The scene of a shot that shows what these pictures show. The text has the first word; what it leaves open, who is there, where
 * and when, the pictures say. A scene has room for two; whatever else the pictures show is left to be shown by itself.
 */
export function recast(text: Scene, seen: readonly Painted[]): Recast {
  const scenes = seen.map(({ scene }) => scene)
  const named = [text.subject, text.companion, ...scenes.map(({ subject }) => subject)].filter((name) => name !== null)
  const [subject = null, companion = null] = new Set([...named.filter((name) => !BACKGROUND.has(name)), ...named])
  const own = scenes.find((scene) => scene.subject === subject)
  // where it happens is told by the picture of a place rather than by the portrait of who is there
  const told = [...scenes.filter((scene) => scene !== own), ...(own ? [own] : [])].find(({ place }) => place !== null) ?? own ?? scenes[0]
  const there = text.place === null || text.place === told?.place ? told : undefined
  const meant = subject === text.subject
  const scene: Scene = {
    ...text,
    subject,
    companion,
    count: meant ? text.count : (own?.count ?? 1),
    colour: meant ? text.colour : null,
    place: text.place ?? told?.place ?? null,
    time: text.time ?? there?.time ?? null,
    // a storm is over where another hour is told of
    weather: text.weather.length > 0 || text.time !== null ? text.weather : (there?.weather ?? []),
    palette: text.palette ?? scenes.find(({ palette }) => palette !== null)?.palette ?? null,
    style: text.style ?? scenes.find(({ style }) => style !== null)?.style ?? null,
  }
  const comesIn = (one: Scene): boolean => (one.subject === null ? one.place !== null && one.place === scene.place : one.subject === subject || one.subject === companion)
  return {
    scene,
    cast: (name) => (name === null ? null : (seen.find((one) => one.scene.subject === name) ?? null)),
    left: scenes.flatMap((one, i) => (comesIn(one) ? [] : [i])),
  }
}
