import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { worksQuery } from './queries.ts'
import { WorkCard } from './WorkCard.tsx'

/** What was made, newest first; all of it, or the favourites. */
export function WorksGallery() {
  const w = useWords(photographyWords)
  const m = useMessages()
  const [favourites, setFavourites] = useState(false)
  const works = useInfiniteQuery(worksQuery(favourites))
  const items = works.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="photo-works" className="mt-14 border-t border-line pt-8">
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h2 id="photo-works" className="text-lg">
          {w.works}
        </h2>
        <fieldset aria-label={w.show} className="ml-auto flex gap-1.5">
          {[false, true].map((only) => (
            <button
              key={String(only)}
              type="button"
              aria-pressed={favourites === only}
              onClick={() => setFavourites(only)}
              className="inline-flex min-h-9 items-center gap-1.5 rounded-full border border-line px-3.5 text-sm text-muted transition-colors hover:border-control hover:text-text aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-on-ink"
            >
              {only && <Icon name="star" className="size-4" />}
              {only ? w.favourites : w.all}
            </button>
          ))}
        </fieldset>
      </div>
      <ProblemNote error={works.error} />
      {works.data && items.length === 0 ? (
        <p className="flex items-center gap-3 rounded-xl border border-dashed border-line-strong p-8 text-muted">
          <Icon name="camera" />
          {favourites ? w.noFavourites : w.nothing}
        </p>
      ) : (
        <ul className="grid grid-cols-2 gap-3 sm:gap-4 md:grid-cols-3 xl:grid-cols-4">
          {works.data
            ? items.map((work) => (
                <li key={work.id}>
                  <WorkCard work={work} />
                </li>
              ))
            : works.error === null && [0, 1, 2, 3].map((i) => <li key={i} aria-hidden="true" className="card h-64 bg-surface" />)}
        </ul>
      )}
      {works.hasNextPage && (
        <div className="mt-6 text-center">
          <Button busy={works.isFetchingNextPage} onClick={() => void works.fetchNextPage()}>
            {m.app.more}
          </Button>
        </div>
      )}
    </section>
  )
}
