import { useEffect, useId, useRef, useState, type RefObject } from 'react'
import type { MediaKind } from '../../../api/contract-media.ts'
import { uploadWords } from '../../../messages/uploads.ts'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { UploadList } from './UploadList.tsx'
import type { Uploads } from './useUploads.ts'

/** What the file dialog offers. An iPhone turns HEIC into JPEG where JPEG is asked for and HEIC is not. */
const dialogTypes: Record<MediaKind, string> = {
  image: 'image/jpeg,image/png,image/webp,image/avif',
  video: 'video/mp4,video/webm,video/quicktime',
  speech: 'audio/wav,audio/x-wav,audio/mpeg',
}

const link =
  'inline-flex min-h-10 items-center rounded-lg border border-line-strong bg-surface px-4 font-medium transition-colors hover:border-control hover:bg-raised'

/**
 * Takes files by dialog, drag, paste and camera, and shows each on its way. The state is the studio's: `useUploads`.
 * `label` names the box for people who cannot see it.
 */
export function UploadBox({
  uploads,
  label,
  hint,
  disabled = false,
}: {
  uploads: Uploads
  label: string
  hint?: string
  disabled?: boolean
}) {
  const w = useWords(uploadWords)
  const { accept, max, items, add } = uploads
  const [left, setLeft] = useState(false)
  const noteId = useId()

  const take = (files: readonly File[]) => {
    if (disabled || files.length === 0) return
    const room = Math.max(0, max - items.length)
    setLeft(files.length > room)
    if (room > 0) add(files.slice(0, room))
  }
  usePaste(take, disabled)
  const box = useRef<HTMLElement>(null)
  const over = useDrop(box, take, disabled)

  const input = (camera: boolean) => (
    <input
      type="file"
      className="sr-only"
      multiple={!camera && max > 1}
      accept={camera ? 'image/*' : accept.map((kind) => dialogTypes[kind]).join(',')}
      capture={camera ? 'user' : undefined}
      disabled={disabled}
      aria-describedby={noteId}
      onChange={(e) => {
        take(Array.from(e.target.files ?? []))
        e.target.value = ''
      }}
    />
  )
  return (
    <div className="grid gap-3">
      <section
        ref={box}
        aria-label={label}
        data-over={over || undefined}
        className="group/box grid justify-items-center gap-3 rounded-xl border border-dashed border-line-strong bg-surface px-4 py-8 text-center transition-colors data-over:border-red data-over:bg-red-dim"
      >
        <Icon name="upload" className="size-7 text-faint group-data-over/box:text-red" />
        <p className="font-medium pointer-coarse:hidden">{w.drop}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <label className={`${link} has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus`}>
            {input(false)}
            {w.choose}
          </label>
          {accept.includes('image') && (
            <label
              className={`${link} hidden pointer-coarse:inline-flex has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus`}
            >
              {input(true)}
              {w.camera}
            </label>
          )}
        </div>
        <p className="text-sm text-faint pointer-coarse:hidden">{w.paste}</p>
        <p id={noteId} className="max-w-prose text-xs text-muted">
          {hint ?? accept.map((kind) => w.takes[kind]).join('; ')} {w.private}
        </p>
      </section>
      {left && (
        <p role="alert" className="text-sm text-fault">
          {w.tooMany(max)}
        </p>
      )}
      <UploadList uploads={uploads} />
    </div>
  )
}

/** True while files are held over the box. A drop beside it is swallowed: the browser would leave the page for the file. */
function useDrop(box: RefObject<HTMLElement | null>, take: (files: readonly File[]) => void, disabled: boolean): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(take)
  useEffect(() => {
    latest.current = take
  })
  useEffect(() => {
    const holdsFiles = (e: DragEvent) => e.dataTransfer?.types.includes('Files') === true
    const isInside = (e: DragEvent) => e.target instanceof Node && box.current?.contains(e.target) === true
    const drag = (e: DragEvent) => {
      if (!holdsFiles(e)) return
      e.preventDefault()
      setOver(!disabled && isInside(e))
    }
    const leave = (e: DragEvent) => {
      if (e.relatedTarget === null) setOver(false)
    }
    const drop = (e: DragEvent) => {
      if (!holdsFiles(e)) return
      e.preventDefault()
      setOver(false)
      if (!disabled && isInside(e)) latest.current(Array.from(e.dataTransfer?.files ?? []))
    }
    const stop = new AbortController()
    document.addEventListener('dragover', drag, { signal: stop.signal })
    document.addEventListener('dragleave', leave, { signal: stop.signal })
    document.addEventListener('drop', drop, { signal: stop.signal })
    return () => stop.abort()
  }, [box, disabled])
  return over
}

/** Files on the clipboard belong to the box while it is shown, unless somebody is pasting text into a field. */
function usePaste(take: (files: readonly File[]) => void, disabled: boolean): void {
  const latest = useRef(take)
  useEffect(() => {
    latest.current = take
  })
  useEffect(() => {
    if (disabled) return
    const paste = (e: ClipboardEvent) => {
      const files = Array.from(e.clipboardData?.files ?? [])
      if (files.length === 0) return
      e.preventDefault()
      latest.current(files)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [disabled])
}
