import { lazy, Suspense, useState } from 'react'
import type { LibraryItem } from '../../../api/contract-media.ts'
import { Icon } from '../../ui/Icon.tsx'

const ModelViewer = lazy(() => import('../workspace/ModelViewer.tsx').then((m) => ({ default: m.ModelViewer })))

export type Viewable = Pick<LibraryItem, 'kind' | 'url' | 'previewUrl' | 'placeholder'>
export type MediaWords = { show3d: string; loading3d: string; viewer: (title: string) => string }

/** A picture, a video, a sound or a 3D model, as large as its container. The 3D viewer is loaded when asked for. */
export function MediaView({ media, title, words, autoPlay = false }: { media: Viewable; title: string; words: MediaWords; autoPlay?: boolean }) {
  switch (media.kind) {
    case 'image':
      return <Picture key={media.url} media={media} title={title} />
    case 'video':
      return (
        <video
          key={media.url}
          src={media.url}
          poster={media.previewUrl ?? undefined}
          aria-label={title}
          controls
          playsInline
          autoPlay={autoPlay}
          className="absolute inset-0 size-full bg-[#050404] object-contain"
        />
      )
    case 'speech':
      return (
        <div className="absolute inset-0 grid place-content-center justify-items-center gap-6 p-6">
          <Icon name="sound" className="size-16 text-[#b3a79f]" />
          <audio key={media.url} src={media.url} aria-label={title} controls className="w-[min(28rem,80vw)]" />
        </div>
      )
    case 'model3d':
      return <Model key={media.url} media={media} title={title} words={words} />
  }
}

/** The blurred placeholder and the small picture stand there until the whole one has come. */
function Picture({ media, title }: { media: Viewable; title: string }) {
  const [shown, setShown] = useState(false)
  return (
    <>
      {!shown && media.placeholder !== null && <img src={media.placeholder} alt="" className="absolute inset-0 size-full object-contain brightness-75" />}
      {!shown && media.previewUrl !== null && media.previewUrl !== media.url && <img src={media.previewUrl} alt="" className="absolute inset-0 size-full object-contain" />}
      <img src={media.url} alt={title} decoding="async" draggable={false} onLoad={() => setShown(true)} className={`absolute inset-0 size-full object-contain ${shown ? '' : 'opacity-0'}`} />
    </>
  )
}

function Model({ media, title, words }: { media: Viewable; title: string; words: MediaWords }) {
  const [open, setOpen] = useState(false)
  const still = media.previewUrl !== null && <img src={media.previewUrl} alt={open ? '' : title} className="absolute inset-0 size-full object-contain opacity-70" />
  if (open)
    return (
      <div className="film-stage absolute inset-0">
        <Suspense
          fallback={
            <>
              {still}
              <p className="absolute inset-0 grid place-items-center text-sm">{words.loading3d}</p>
            </>
          }
        >
          <ModelViewer src={media.url} poster={media.previewUrl} label={words.viewer(title)} />
        </Suspense>
      </div>
    )
  return (
    <>
      {still}
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="absolute top-1/2 left-1/2 inline-flex min-h-12 -translate-1/2 items-center gap-2 rounded-full bg-[#f3ece6] px-6 font-medium text-[#120d0c] shadow-lg focus-visible:outline-[#ffd9a8]"
      >
        <Icon name="cube" />
        {words.show3d}
      </button>
    </>
  )
}
