/** Watermarks: what they are, and where on a picture they lie. Pure, and shared with the page's live preview. */

export type MarkPosition = 'top-left' | 'top' | 'top-right' | 'left' | 'center' | 'right' | 'bottom-left' | 'bottom' | 'bottom-right'
export type MarkPlacement = {
  placement: 'single' | 'tiled'
  /** where a single one is */
  position: MarkPosition
  /** 0-1 */
  opacity: number
  /** width of the mark as a part of the picture's shorter side */
  size: number
}
export type MarkSpec = ({ type: 'text'; text: string; colour: 'light' | 'dark' } | { type: 'image'; uploadId: string }) & MarkPlacement

/** Middle of a mark, its width and height in px, and degrees it is turned clockwise. */
export type MarkPlace = { x: number; y: number; width: number; height: number; turn: number }

const tiltDegrees = -24
const tilesMax = 400

/**
 * Where the marks lie on a picture.
 * @param ratio the mark's own width / height
 */
export function markPlaces(spec: Pick<MarkPlacement, 'placement' | 'position' | 'size'>, ratio: number, picture: { width: number; height: number }): MarkPlace[] {
  const { width, height } = picture
  const side = Math.min(width, height)
  const margin = side * 0.035
  // a tall mark is as high as a wide one would be wide
  const markWidth = Math.min(side * spec.size * Math.min(1, ratio), width - 2 * margin, (height - 2 * margin) * ratio)
  const markHeight = markWidth / ratio
  if (spec.placement === 'single') {
    const across = spec.position.endsWith('left') ? 0 : spec.position.endsWith('right') ? 1 : 0.5
    const down = spec.position.startsWith('top') ? 0 : spec.position.startsWith('bottom') ? 1 : 0.5
    return [
      {
        x: margin + markWidth / 2 + (width - 2 * margin - markWidth) * across,
        y: margin + markHeight / 2 + (height - 2 * margin - markHeight) * down,
        width: markWidth,
        height: markHeight,
        turn: 0,
      },
    ]
  }
  const stepX = markWidth * 1.55
  const stepY = Math.max(markHeight * 3.2, markWidth * 0.62)
  const places: MarkPlace[] = []
  for (let row = 0; (row - 0.5) * stepY < height + stepY; row++)
    for (let column = 0; (column - 1) * stepX < width + stepX; column++) {
      if (places.length >= tilesMax) return places
      places.push({ x: (column - (row % 2 === 0 ? 0.25 : 0.75)) * stepX, y: (row + 0.1) * stepY, width: markWidth, height: markHeight, turn: tiltDegrees })
    }
  return places
}
