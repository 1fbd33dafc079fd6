/** Where one is in a film of clips. Pure. */

export type Clip = { id: string; number: number; url: string | null; poster: string | null; seconds: number; text: string }
export type Position = { clip: number; seconds: number }

/** Second at which each clip begins, and the length of the whole. */
export function starts(clips: readonly Clip[]): { at: number[]; total: number } {
  let total = 0
  const at = clips.map(({ seconds }) => {
    const begin = total
    total += seconds
    return begin
  })
  return { at, total }
}

/** The clip at a second of the film, and how far into it. */
export function positionAt(clips: readonly Clip[], second: number): Position {
  const { at, total } = starts(clips)
  const wanted = Math.min(Math.max(second, 0), total)
  const clip = Math.max(0, at.findLastIndex((begin) => begin <= wanted))
  return { clip, seconds: Math.min(wanted - (at[clip] ?? 0), clips[clip]?.seconds ?? 0) }
}
