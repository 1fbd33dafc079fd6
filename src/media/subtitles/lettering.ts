import { type Decal, drawDecal } from '../video/decal.ts'
import { type Caption, captionsOf } from './captions.ts'
import { isHan, plain } from './tokens.ts'
import { measureIn, typeface } from './typeface.ts'

export type SubtitleStyle = 'box' | 'outline'
type Size = { width: number; height: number }

/** How subtitles are set in a frame of that size, in px. Upright videos keep clear of what phone apps lay over their lower edge. */
function setting({ width, height }: Size) {
  const short = Math.min(width, height), upright = height > width * 1.1, wide = width > height * 1.1
  const px = Math.round(short * (upright ? 0.06 : wide ? 0.055 : 0.05))
  return { px, lead: Math.round(px * 1.36), bottom: Math.round(height * (upright ? 0.17 : 0.075)), across: width * (upright ? 0.86 : 0.82) }
}

/** A spoken text as captions that fit the frame: about 42 letters or 18 Chinese characters a line where it is wide enough. */
export function captionsFor(text: string, size: Size): Caption[] {
  const { px, across } = setting(size)
  return captionsOf(text, measureIn(typeface(500, px)), Math.min(across, px * (isHan(text) ? 18 : 22)))
}

/** The lines at the lower edge, centred, readable on anything. */
export function drawSubtitle(lines: readonly string[], size: Size, style: SubtitleStyle): Decal {
  const { px, lead, bottom } = setting(size)
  const font = typeface(500, px), measure = measureIn(font)
  const widths = lines.map(measure), widest = Math.max(...widths)
  const pad = Math.round(px * 0.62), high = lines.length * lead
  const left = (size.width - widest) / 2 - pad, top = size.height - bottom - high
  return drawDecal(left - pad, top - pad, widest + 4 * pad, high + 2 * pad, (pen) => {
    pen.font = font
    pen.textBaseline = 'alphabetic'
    pen.textAlign = 'center'
    if (style === 'box') {
      pen.fillStyle = 'rgba(9,11,16,0.64)'
      pen.beginPath()
      pen.roundRect(left, top - px * 0.16, widest + 2 * pad, high + px * 0.32, px * 0.34)
      pen.fill()
    }
    lines.forEach((line, i) => {
      const x = size.width / 2, y = top + i * lead + lead * 0.5 + px * 0.36
      if (style === 'outline') {
        pen.lineJoin = 'round'
        pen.shadowColor = 'rgba(0,0,0,0.75)'
        pen.shadowBlur = px * 0.28
        pen.shadowOffsetY = px * 0.05
        pen.strokeStyle = 'rgba(8,9,13,0.92)'
        pen.lineWidth = px * 0.17
        pen.strokeText(line, x, y)
        pen.shadowColor = 'transparent'
      }
      pen.fillStyle = '#ffffff'
      pen.fillText(line, x, y)
    })
  })
}

/** A scene's title: large in the upper third for the first scene, a heading with a rule at the upper left for the others. */
export function drawTitle(text: string, size: Size, kind: 'opening' | 'heading'): Decal | null {
  const shown = plain(text)
  if (shown === '') return null
  const { width, height } = size
  const short = Math.min(width, height), upright = height > width * 1.1
  const least = short * 0.045
  let px = Math.round(short * (kind === 'opening' ? 0.105 : 0.058))
  const across = kind === 'opening' ? width * 0.84 : width * (upright ? 0.8 : 0.6)
  let lines = linesOf(shown, px, across)
  while (lines.length > (kind === 'opening' ? 2 : 1) && px > least) lines = linesOf(shown, (px = Math.round(px * 0.92)), across)
  lines = lines.slice(0, 3)
  const font = typeface(700, px), measure = measureIn(font)
  const widest = Math.max(...lines.map(measure)), lead = px * 1.24, high = lines.length * lead
  const centred = kind === 'opening'
  const left = centred ? (width - widest) / 2 : width * (upright ? 0.08 : 0.055) + px * 0.55
  const top = centred ? height * (upright ? 0.3 : 0.36) - high / 2 : height * (upright ? 0.11 : 0.085)
  const margin = px * 0.9
  return drawDecal(left - margin, top - margin, widest + 2 * margin, high + 2 * margin, (pen) => {
    pen.font = font
    pen.textAlign = centred ? 'center' : 'left'
    if (!centred) {
      pen.fillStyle = '#f2b544'
      pen.fillRect(left - px * 0.5, top + px * 0.1, px * 0.12, high - px * 0.2)
    }
    pen.shadowColor = 'rgba(0,0,0,0.7)'
    pen.shadowBlur = px * 0.4
    pen.shadowOffsetY = px * 0.04
    pen.fillStyle = '#ffffff'
    lines.forEach((line, i) => {
      // twice: once for the shadow's depth, once for the letters
      for (let k = 0; k < 2; k++) pen.fillText(line, centred ? width / 2 : left, top + i * lead + lead * 0.5 + px * 0.36)
    })
  })
}

function linesOf(text: string, px: number, across: number): string[] {
  return captionsOf(text, measureIn(typeface(700, px)), across).flatMap((caption) => caption.lines)
}
