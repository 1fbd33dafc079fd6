import { useEffect, useRef, useState } from 'react'
import { markPlaces } from '../../../media/mark-places.ts'
import type { MarkDraft } from './draft.ts'

const fontPx = 120

/** Words as the server draws them: the same proportions, so that they lie alike. */
function drawnText(text: string, colour: MarkDraft['colour']): HTMLCanvasElement {
  const font = `600 ${fontPx}px "Noto Sans SC Variable", sans-serif`
  const canvas = document.createElement('canvas')
  const probe = canvas.getContext('2d')!
  probe.font = font
  const { width, actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = probe.measureText(text)
  const pad = fontPx * 0.14
  canvas.width = Math.max(8, Math.min(8000, Math.ceil(width + 2 * pad)))
  canvas.height = Math.max(8, Math.ceil(ascent + descent + 2 * pad))
  const context = canvas.getContext('2d')!
  context.font = font
  context.shadowColor = colour === 'light' ? 'rgba(0, 0, 0, 0.55)' : 'rgba(255, 255, 255, 0.55)'
  context.shadowBlur = fontPx * 0.1
  context.fillStyle = colour === 'light' ? '#ffffff' : '#141210'
  context.fillText(text, pad, pad + ascent, canvas.width - 2 * pad)
  return canvas
}

/** The picture at this address once it is there. */
function useImage(url: string | null): HTMLImageElement | null {
  const [loaded, setLoaded] = useState<{ url: string; image: HTMLImageElement } | null>(null)
  useEffect(() => {
    if (url === null) return
    const image = new Image()
    image.onload = () => setLoaded({ url, image })
    image.src = url
    return () => {
      image.onload = null
    }
  }, [url])
  return loaded !== null && loaded.url === url ? loaded.image : null
}

const longSide = 720

/** The watermark over an example of the scene, where and as strong as it will be. */
export function MarkPreview({
  mark,
  markUrl,
  pictureUrl,
  ratio,
  label,
}: {
  mark: MarkDraft
  markUrl: string | null
  pictureUrl: string | null
  ratio: number
  label: string
}) {
  const ref = useRef<HTMLCanvasElement>(null)
  const picture = useImage(pictureUrl)
  const markImage = useImage(mark.kind === 'image' ? markUrl : null)
  const [width, height] = ratio >= 1 ? [longSide, Math.round(longSide / ratio)] : [Math.round(longSide * ratio), longSide]
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (!context) return
    context.fillStyle = '#3a3431'
    context.fillRect(0, 0, width, height)
    if (picture) {
      const scale = Math.max(width / picture.naturalWidth, height / picture.naturalHeight)
      const [w, h] = [picture.naturalWidth * scale, picture.naturalHeight * scale]
      context.drawImage(picture, (width - w) / 2, (height - h) / 3, w, h)
    }
    const text = mark.kind === 'text' && mark.text.trim() !== '' ? drawnText(mark.text, mark.colour) : null
    const drawn = text ?? markImage
    if (!drawn) return
    const own = drawn instanceof HTMLImageElement ? drawn.naturalWidth / drawn.naturalHeight : drawn.width / drawn.height
    context.globalAlpha = mark.opacity
    for (const place of markPlaces(mark, own, { width, height })) {
      context.save()
      context.translate(place.x, place.y)
      context.rotate((place.turn * Math.PI) / 180)
      context.drawImage(drawn, -place.width / 2, -place.height / 2, place.width, place.height)
      context.restore()
    }
    context.globalAlpha = 1
  }, [mark, picture, markImage, width, height])
  return (
    <figure aria-label={label} className="grid justify-items-center">
      <canvas
        ref={ref}
        width={width}
        height={height}
        aria-hidden="true"
        className="film block max-h-72 max-w-full rounded-lg"
        style={{ aspectRatio: ratio }}
      />
    </figure>
  )
}
