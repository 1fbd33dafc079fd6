import { useState } from 'react'
import type { FilmAspect, FilmStatus, FilmVersion } from '../../../api/film-contract.ts'
import { ratio } from './figures.ts'

/** Pictures this page has shown already: they do not develop a second time. */
const developed = new Set<string>()

const look: Record<FilmStatus, string> = {
  draft: 'frame-empty',
  pending: 'frame-waiting',
  processing: 'frame-developing',
  completed: '',
  failed: 'frame-failed',
  cancelled: 'frame-empty',
}

type Props = {
  version: FilmVersion | null
  status: FilmStatus
  aspect: FilmAspect
  alt?: string
  /** the file itself and not its preview: where it is looked at */
  large?: boolean
  className?: string
}

/** One frame of film: dark while it waits, red while it develops, then the picture, or the first moment of the clip. */
export function ClipFrame({ version, status, aspect, alt = '', large = false, className = '' }: Props) {
  const isVideo = version !== null && version.seconds !== null
  const src = version === null ? null : isVideo ? version.previewUrl : large ? version.url : (version.previewUrl ?? version.url)
  return (
    <span className={`frame block ${version === null || status === 'processing' || status === 'pending' ? look[status] : ''} ${className}`} style={{ aspectRatio: ratio(aspect) }}>
      {version !== null && (src !== null ? <Print key={src} src={src} placeholder={version.placeholder} alt={alt} /> : <FirstMoment url={version.url} />)}
    </span>
  )
}

function Print({ src, placeholder, alt }: { src: string; placeholder: string | null; alt: string }) {
  const [fresh, setFresh] = useState(!developed.has(src))
  const [shown, setShown] = useState(!fresh)
  return (
    <>
      {placeholder !== null && !(shown && !fresh) && <img src={placeholder} alt="" className="placeholder" />}
      <img
        src={src}
        alt={alt}
        decoding="async"
        loading="lazy"
        draggable={false}
        className={`print ${shown ? (fresh ? 'print-developed' : '') : 'print-coming'}`}
        onLoad={() => {
          developed.add(src)
          setShown(true)
        }}
        onAnimationEnd={() => setFresh(false)}
      />
    </>
  )
}

/** A clip whose provider sent no picture along. */
const FirstMoment = ({ url }: { url: string }) => <video src={`${url}#t=0.1`} muted playsInline preload="metadata" aria-hidden="true" className="print" />
