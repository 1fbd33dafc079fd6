import type { VideoFilm, VideoProject } from '../../../api/video-contract.ts'
import { clock, dateTime, fileSize } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useVideoWords } from './queries.ts'

/** The finished video with its subtitles, and every one there was before. */
export function Films({ project }: { project: VideoProject }) {
  const w = useVideoWords()
  const [newest, ...older] = project.videos
  if (newest === undefined) return null
  return (
    <section aria-labelledby="films" className="grid gap-3">
      <h2 id="films" className="sr-only">
        {w.films.title}
      </h2>
      <Film project={project} film={newest} />
      {project.outdated && <p className="text-sm text-amber">{w.films.outdated}</p>}
      {older.length > 0 && (
        <details>
          <summary className="link min-h-8 w-fit cursor-pointer text-sm text-muted hover:text-text">{w.films.older}</summary>
          <ul className="mt-3 grid gap-4 sm:grid-cols-2">
            {older.map((film) => (
              <li key={film.jobId}>
                <Film project={project} film={film} small />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Film({ project, film, small = false }: { project: VideoProject; film: VideoFilm; small?: boolean }) {
  const w = useVideoWords()
  const { locale } = useI18n()
  return (
    <div data-film={film.jobId} className="grid gap-2">
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- it has, wherever there are words */}
      <video
        controls
        playsInline
        preload="metadata"
        src={film.url}
        poster={film.previewUrl ?? undefined}
        aria-label={w.films.watch(project.title)}
        className={`film block w-full rounded-lg object-contain ${small ? 'max-h-72' : 'max-h-[70vh]'}`}
        style={{ aspectRatio: `${film.width ?? 16} / ${film.height ?? 9}` }}
      >
        {/* the words are in the picture too; the track serves those who search or read along */}
        {film.subtitlesUrl !== null && <track kind="captions" src={film.subtitlesUrl} srcLang={project.language === 'zh' ? 'zh-CN' : 'en'} label={w.films.subtitles} />}
      </video>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="num text-sm text-muted">
          {w.films.facts(clock(film.seconds ?? 0), fileSize(locale, film.bytes))}
          {small && ` · ${dateTime(locale, film.createdAt)}`}
        </span>
        <span className="flex flex-wrap gap-2">
          {film.subtitlesUrl !== null && (
            <a href={`${film.subtitlesUrl}?download=1`} download className={`${buttonClass('quiet')} text-sm`}>
              {w.films.subtitles}
            </a>
          )}
          <a href={`${film.url}?download=1`} download={w.films.file(project.title)} className={`${buttonClass('secondary')} text-sm`}>
            <Icon name="download" className="size-4" />
            {w.films.download}
          </a>
        </span>
      </div>
    </div>
  )
}
