import type { JobDetail } from '../../../api/contract.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'

type File = JobDetail['files'][number]

export const downloadUrl = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}download=1`

const size = (locale: string, bytes: number): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: bytes < 1e6 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: bytes < 1e6 ? 0 : 1,
  }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6))

/** What came of it: to look at, to listen to, to read, and to take home. */
export function Output({ job }: { job: JobDetail }) {
  const { m, locale } = useI18n()
  const preview = job.files.find((f) => f.role === 'preview')
  const files = job.files.filter((f) => f.role !== 'preview' && f.role !== 'hover')
  if (files.length === 0 && job.output === null && job.previews.length === 0) return <p className="text-sm text-muted">{m.job.noOutput}</p>
  return (
    <div className="grid gap-4">
      {files.map((file) => (
        <figure key={file.id} className="grid gap-2">
          <Shown file={file} preview={preview} name={job.title ?? job.what} />
          <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
            <a href={downloadUrl(file.url)} download className="link inline-flex min-h-6 items-center gap-1.5">
              <Icon name="download" className="size-4" />
              {file.mime}
            </a>
            <span className="num text-muted">
              {[file.width !== null && file.height !== null ? `${file.width} × ${file.height}` : null, size(locale, file.bytes)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </figcaption>
        </figure>
      ))}
      {files.length === 0 && job.previews.length > 0 && (
        <div className="film grid max-w-md grid-cols-2 gap-1.5 rounded-lg p-2">
          {job.previews.map((p) => (
            <img key={p.url} src={p.url} alt="" className="aspect-square w-full rounded-sm object-cover" />
          ))}
        </div>
      )}
      {job.output !== null && <Text output={job.output} label={m.job.output} />}
    </div>
  )
}

function Shown({ file, preview, name }: { file: File; preview: File | undefined; name: string }) {
  const look = 'film max-h-96 max-w-full rounded-lg object-contain'
  const kind = file.mime.split('/')[0]
  if (kind === 'image')
    return (
      <img
        src={file.url}
        alt={name}
        width={file.width ?? undefined}
        height={file.height ?? undefined}
        className={`${look} h-auto w-auto`}
      />
    )
  // eslint-disable-next-line jsx-a11y/media-has-caption -- subtitles are part of the picture, or a file beside it
  if (kind === 'video') return <video controls preload="metadata" poster={preview?.url} src={file.url} className={look} />
  // eslint-disable-next-line jsx-a11y/media-has-caption -- the words it speaks are its input, shown below
  if (kind === 'audio') return <audio controls preload="metadata" src={file.url} className="w-full max-w-md" />
  return preview === undefined ? null : <img src={preview.url} alt={name} className={`${look} max-w-60`} />
}

function Text({ output, label }: { output: Record<string, unknown>; label: string }) {
  const { text } = output
  if (typeof text === 'string') return <p className="text-sm whitespace-pre-line">{text}</p>
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <section tabIndex={0} aria-label={label} className="max-h-96 overflow-auto rounded-lg bg-bg p-3">
      <pre className="font-mono text-xs leading-5 whitespace-pre-wrap">{JSON.stringify(output, null, 2)}</pre>
    </section>
  )
}
