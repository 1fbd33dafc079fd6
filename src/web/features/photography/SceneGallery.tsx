import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { SceneGroup } from '../../../studios/photography/scenes.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { scenesQuery } from './api.ts'

const groups = ['all', 'studio', 'indoors', 'city', 'outdoors'] as const

/** The catalogue as pictures, one of them chosen. */
export function SceneGallery({ value, onChange }: { value: string | null; onChange: (sceneId: string) => void }) {
  const w = useWords(photographyWords)
  const name = useId()
  const scenes = useQuery(scenesQuery)
  const [group, setGroup] = useState<SceneGroup | 'all'>('all')
  const items = scenes.data?.items ?? []
  // what is chosen stays in sight
  const shown = items.filter((scene) => group === 'all' || scene.group === group || scene.id === value)
  return (
    <>
      <fieldset aria-label={w.groupsLabel} className="mb-3 flex flex-wrap gap-1.5">
        {groups.map((g) => (
          <button
            key={g}
            type="button"
            aria-pressed={group === g}
            onClick={() => setGroup(g)}
            className="inline-flex min-h-9 items-center rounded-full border border-line px-3.5 text-sm text-muted transition-colors hover:border-control hover:text-text aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-on-ink"
          >
            {w.groups[g]}
          </button>
        ))}
      </fieldset>
      <ProblemNote error={scenes.error} />
      <fieldset className="min-w-0">
        <legend className="sr-only">{w.scene}</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(6.25rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] sm:gap-3">
          {shown.map((scene) => (
            <label
              key={scene.id}
              title={scene.description}
              className="film group relative block aspect-3/4 cursor-pointer overflow-hidden rounded-lg outline-0 has-checked:outline-3 has-checked:outline-offset-2 has-checked:outline-ink has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name={name}
                value={scene.id}
                className="absolute inset-0 z-10 cursor-pointer appearance-none outline-none"
                checked={scene.id === value}
                onChange={() => onChange(scene.id)}
                aria-label={`${scene.name}: ${scene.description}`}
              />
              <img src={scene.placeholder} alt="" className="placeholder" />
              <img
                src={scene.pictureUrl}
                alt=""
                loading="lazy"
                decoding="async"
                width={480}
                height={640}
                className="absolute inset-0 size-full object-cover transition-transform duration-300 group-hover:scale-[1.03]"
              />
              <span
                aria-hidden="true"
                className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/85 via-black/45 to-transparent px-2 pt-10 pb-1.5 text-xs font-medium sm:px-2.5 sm:pb-2 sm:text-sm text-[#f3ece6]"
              >
                {scene.name}
              </span>
              {scene.id === value && (
                <span
                  aria-hidden="true"
                  className="absolute top-2 right-2 grid size-7 place-items-center rounded-full bg-[#f3ece6] text-[#120d0c]"
                >
                  <Icon name="check" className="size-4" />
                </span>
              )}
            </label>
          ))}
          {scenes.data === undefined &&
            Array.from({ length: 8 }, (_, i) => <div key={i} aria-hidden="true" className="film aspect-3/4 rounded-lg" />)}
        </div>
      </fieldset>
      <p className="mt-2 text-xs text-faint">{w.example}</p>
    </>
  )
}
