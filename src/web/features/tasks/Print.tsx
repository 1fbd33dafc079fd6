import { useState } from 'react'
import type { TaskImage } from '../../../api/contract.ts'

/** Pictures this page has shown already: they do not develop a second time. */
const developed = new Set<string>()

const frameLook: Record<TaskImage['status'], string> = {
  PENDING: 'frame-waiting',
  GENERATING: 'frame-developing',
  COMPLETED: '',
  FAILED: 'frame-failed',
  CANCELLED: 'frame-empty',
}

/** One frame of film: dark while it waits, red while it develops, then the blurred preview, then the picture. */
export function Print({
  image,
  alt = '',
  small = false,
  className = '',
}: {
  image: Pick<TaskImage, 'status' | 'placeholder' | 'url' | 'previewUrl'>
  alt?: string
  small?: boolean
  className?: string
}) {
  const src = (small ? image.previewUrl : null) ?? image.url
  const [shown, setShown] = useState(src !== null && developed.has(src))
  const [fresh, setFresh] = useState(!shown)
  return (
    <div className={`frame ${src === null && image.status === 'COMPLETED' ? 'frame-empty' : frameLook[image.status]} ${className}`}>
      {image.placeholder !== null && !(shown && !fresh) && <img src={image.placeholder} alt="" className="placeholder" />}
      {src !== null && (
        <img
          src={src}
          alt={alt}
          decoding="async"
          className={`print ${shown ? (fresh ? 'print-developed' : '') : 'print-coming'}`}
          onLoad={() => {
            developed.add(src)
            setShown(true)
          }}
          onAnimationEnd={() => setFresh(false)}
        />
      )}
    </div>
  )
}
