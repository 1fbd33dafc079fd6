import { useState } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { ClipFrame } from './ClipFrame.tsx'
import { CutPlayer } from './CutPlayer.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import type { Position } from './playback.ts'
import { HairBar } from './status.tsx'
import { useFilmWords } from './words.ts'

/** The film as it stands: to be watched before it is exported, and the export. */
export function CutView({ film, onShots }: { film: FilmProject; onShots: (ids: string[]) => void }) {
  const w = useFilmWords()
  const [at, setAt] = useState<Position>({ clip: 0, seconds: 0 })
  const clip = Math.min(at.clip, Math.max(0, film.shots.length - 1))
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <div className="grid min-w-0 gap-3">
        <CutPlayer film={film} at={clip === at.clip ? at : { clip, seconds: 0 }} onAt={setAt} />
        {film.shots.length > 0 && (
          <ol aria-label={w.cut.strip} className="film-holes film flex gap-1 overflow-x-auto rounded-lg p-2">
            {film.shots.map((shot, i) => (
              <li key={shot.id} className="w-28 shrink-0">
                <button
                  type="button"
                  aria-current={i === clip ? 'true' : undefined}
                  aria-label={w.shot.open(shot.number, shot.text || w.shot.empty)}
                  onClick={() => setAt({ clip: i, seconds: 0 })}
                  className="relative block w-full overflow-hidden rounded outline-offset-[-2px] aria-[current=true]:ring-2 aria-[current=true]:ring-[#ff5440]"
                >
                  <ClipFrame version={shot.content} status={shot.runtime.status} aspect={film.aspect} />
                  <span className="film-edge absolute bottom-0.5 left-0.5 rounded-sm bg-black/65 px-1 text-[0.625rem]">{String(shot.number).padStart(2, '0')}</span>
                  <HairBar runtime={shot.runtime} />
                </button>
              </li>
            ))}
          </ol>
        )}
      </div>
      <ExportPanel film={film} onShots={onShots} />
    </div>
  )
}
