import '@google/model-viewer'
import type { DetailedHTMLProps, HTMLAttributes } from 'react'

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'model-viewer': DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Record<string, unknown>
    }
  }
}

/** The 3D viewer, its own chunk. Neutral studio light made in the page: nothing is fetched from elsewhere. */
export function ModelViewer({ src, poster, label }: { src: string; poster: string | null; label: string }) {
  return (
    <model-viewer
      src={src}
      poster={poster ?? undefined}
      alt={label}
      camera-controls=""
      touch-action="pan-y"
      interaction-prompt="none"
      environment-image="neutral"
      tone-mapping="commerce"
      exposure="1.1"
      shadow-intensity="0.7"
      shadow-softness="0.9"
      camera-orbit="-18deg 78deg 88%"
      min-camera-orbit="auto auto 60%"
      style={{ width: '100%', height: '100%', backgroundColor: 'transparent' }}
    />
  )
}
