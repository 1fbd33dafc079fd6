import type { FilmAspect, FilmVersion } from '../../../api/film-contract.ts'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { ClipFrame } from './ClipFrame.tsx'
import { useFilmWords } from './words.ts'

type Props = { versions: readonly FilmVersion[]; current: string | null; aspect: FilmAspect; disabled: boolean; onChoose: (fileId: string) => void }

/** Every version there is; the one that is shown is marked, and any other can be put in its place. */
export function Versions({ versions, current, aspect, disabled, onChoose }: Props) {
  const w = useFilmWords()
  const { locale } = useI18n()
  if (versions.length < 2) return null
  return (
    <fieldset disabled={disabled} className="min-w-0">
      <legend className="label mb-1.5 block">{w.shot.versions}</legend>
      <div className="grid grid-cols-4 gap-1.5">
        {versions.map((version, i) => {
          const words = w.shot.version(versions.length - i, dateTime(locale, version.createdAt))
          return (
            <label
              key={version.fileId}
              title={words}
              className="film relative block overflow-hidden rounded-md has-checked:ring-2 has-checked:ring-text has-focus-visible:outline-2 has-focus-visible:outline-focus has-disabled:opacity-60"
            >
              <input
                type="radio"
                name="version"
                checked={version.fileId === current}
                onChange={() => onChoose(version.fileId)}
                aria-label={version.uploaded ? `${words}, ${w.shot.uploaded}` : words}
                className="absolute inset-0 z-10 cursor-pointer appearance-none outline-none"
              />
              <ClipFrame version={version} status="completed" aspect={aspect} />
              <span className="film-edge absolute bottom-0.5 left-0.5 rounded-sm bg-black/65 px-1 text-[0.625rem]">{versions.length - i}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
