import type { Cue } from './captions.ts'

/** The captions as a WebVTT file. */
export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues.map((cue, i) => `${i + 1}\n${time(cue.startS)} --> ${time(cue.endS)}\n${cue.lines.map(escaped).join('\n')}\n`)
  return `WEBVTT\n\n${blocks.join('\n')}`
}

function time(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000))
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
}

/** `&` and `<` begin markup; `-->` a timing. */
const escaped = (line: string): string => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
