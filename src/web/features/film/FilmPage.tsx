import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import type { FilmAsset, FilmProject } from '../../../api/film-contract.ts'
import { QueryPage } from '../../app/QueryPage.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { useAct } from './act.ts'
import { AddShots } from './AddShots.tsx'
import { Announcer } from './announce.tsx'
import { AssetsPanel } from './AssetsPanel.tsx'
import { BatchBars } from './BatchBar.tsx'
import { FilmHeading, type View } from './FilmHeading.tsx'
import { Inspector } from './Inspector.tsx'
import { NextStep } from './NextStep.tsx'
import { filmQuery } from './queries.ts'
import { useSampleRun } from './useSampleRun.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { ShotCard } from './ShotCard.tsx'
import { ShotTable } from './ShotTable.tsx'
import { Reorderable } from './Storyboard.tsx'
import { useWide } from './useWide.ts'
import { useFilmWords } from './words.ts'

const CutView = lazy(() => import('./CutView.tsx').then((x) => ({ default: x.CutView })))

/** One film, from its first asset to the export. What is open stands in the address, so that it survives a refresh. */
export function FilmPage() {
  const { projectId } = useParams({ from: '/film/$projectId' })
  return (
    <QueryPage query={useQuery(filmQuery(projectId))} waiting={<div aria-hidden="true" className="film mt-8 h-[60vh] rounded-xl" />}>
      {(film) => <Film key={film.id} film={film} />}
    </QueryPage>
  )
}

function Film({ film }: { film: FilmProject }) {
  const w = useFilmWords()
  usePageTitle(film.name)
  const search = useSearch({ from: '/film/$projectId' })
  const navigate = useNavigate({ from: '/film/$projectId' })
  const wide = useWide('80rem')
  const act = useAct(film.id)
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set())
  const assets: ReadonlyMap<string, FilmAsset> = useMemo(() => new Map(film.assets.map((asset) => [asset.id, asset])), [film.assets])
  useSampleRun(film)

  const view: View = search.view ?? 'board'
  const show = (next: View) => void navigate({ search: (s) => ({ ...s, view: next === 'board' ? undefined : next }), replace: true })
  const open = useCallback((item: string | undefined) => void navigate({ search: (s) => ({ ...s, item }), replace: true, resetScroll: false }), [navigate])
  const check = useCallback((id: string, on: boolean) => setChecked((before) => new Set(on ? [...before, id] : [...before].filter((other) => other !== id))), [])
  const shared = { assets, active: search.item ?? null, onOpen: open, onCheck: check }
  const panel = <AssetsPanel film={film} act={act} active={shared.active} checked={checked} onOpen={open} onCheck={check} />
  // a list is read: it has the whole width until something is opened
  const beside = view !== 'table' || search.item !== undefined
  const grid = film.aspect === '9:16' || film.aspect === '3:4' ? 'grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))]' : 'grid-cols-[repeat(auto-fill,minmax(13rem,1fr))]'

  return (
    <article className="grid gap-4 pt-5 sm:pt-7">
      <FilmHeading film={film} view={view} onView={show} withAssets={!wide} />
      <Announcer film={film} />
      <BatchBars film={film} />
      {view === 'cut' ? (
        <Suspense>
          <CutView
            film={film}
            onShots={(ids) => {
              setChecked(new Set(ids))
              show('board')
            }}
          />
        </Suspense>
      ) : (
        <div className={`grid items-start gap-5 xl:gap-6 ${beside ? 'lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[13.5rem_minmax(0,1fr)_20rem]' : 'xl:grid-cols-[13.5rem_minmax(0,1fr)]'}`}>
          {wide && <div className="sticky top-20 max-h-[calc(100dvh-6rem)] overflow-y-auto pr-1">{panel}</div>}
          <section aria-label={film.name} className="grid min-w-0 gap-4">
            <NextStep film={film} onCut={() => show('cut')} />
            {view === 'assets' && !wide ? (
              panel
            ) : (
              <Reorderable film={film} act={act} layout={view === 'table' ? 'list' : 'grid'}>
                {view === 'table' && film.shots.length > 0 ? (
                  <ShotTable film={film} checked={checked} {...shared} />
                ) : (
                  <ol aria-label={w.film.board} className={`grid gap-3 sm:gap-4 ${grid}`}>
                    {film.shots.map((shot) => (
                      <ShotCard
                        key={shot.id}
                        shot={shot}
                        aspect={film.aspect}
                        assets={assets}
                        active={shared.active === shot.id}
                        checked={checked.has(shot.id)}
                        onOpen={open}
                        onCheck={check}
                      />
                    ))}
                  </ol>
                )}
                <AddShots film={film} act={act} onAdded={open} />
              </Reorderable>
            )}
            <ProblemNote error={act.error} />
            <SelectionBar film={film} checked={checked} onClear={() => setChecked(new Set())} onAll={() => setChecked(new Set(film.shots.map(({ id }) => id)))} />
          </section>
          {beside && <Inspector film={film} item={search.item} onOpen={open} />}
        </div>
      )}
      <p className="pt-2 text-sm">
        <Link to="/film" className="link inline-flex min-h-8 items-center gap-2 text-muted hover:text-text">
          <Icon name="arrow" className="size-4 rotate-180" />
          {w.film.back}
        </Link>
      </p>
    </article>
  )
}
