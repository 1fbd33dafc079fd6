import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import type { FilmAspect, FilmSummary } from '../../../api/film-contract.ts'
import { clock, dateTime } from '../../i18n/format.ts'
import { useI18n, useMessages } from '../../i18n/i18n.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { ProjectCard } from '../../ui/ProjectCard.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { Select } from '../../ui/Field.tsx'
import { aspects } from './figures.ts'
import { filmApi, filmKey, filmsQuery } from './queries.ts'
import { useSample } from './sample.ts'
import { useFilmWords } from './words.ts'
import frame1 from './sample-frames/1.webp'
import frame2 from './sample-frames/2.webp'
import frame3 from './sample-frames/3.webp'

const sampleFrames = [frame1, frame2, frame3]

/** Every film of the account, and the way to begin one: an empty one, or the sample. */
export function FilmsPage() {
  const m = useMessages()
  const w = useFilmWords()
  usePageTitle(w.films.title)
  const query = useInfiniteQuery(filmsQuery)
  const films = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <div className="pt-[5vh] pb-6 sm:pb-8">
        <h1 tabIndex={-1} className="text-2xl">
          {w.films.title}
        </h1>
        <p className="mt-1 text-muted">{w.films.lead}</p>
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <NewFilm />
        <Sample first={query.data !== undefined && films.length === 0} />
      </div>
      <ProblemNote error={query.data ? null : query.error} className="mt-6" />
      <ul className="mt-8 grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {films.map((film) => (
          <FilmCard key={film.id} film={film} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {m.app.more}
          </Button>
        </div>
      )}
    </>
  )
}

/** The sample, at one click: a frame of each of its shots, and what all of it costs. Whoever has no film yet finds it first. */
function Sample({ first }: { first: boolean }) {
  const w = useFilmWords()
  const { begin, price } = useSample()
  return (
    <section aria-labelledby="sample" className={`card grid overflow-hidden ${first ? 'max-lg:order-first' : ''} sm:grid-cols-[minmax(0,0.9fr)_minmax(0,1fr)]`}>
      <div aria-hidden="true" className="film film-holes flex min-h-36 gap-1.5 p-3">
        {sampleFrames.map((src) => (
          <div key={src} className="frame relative aspect-auto! flex-1 rounded-sm">
            <img src={src} alt="" decoding="async" className="absolute inset-0 size-full object-cover" />
          </div>
        ))}
      </div>
      <div className="flex flex-col gap-2 p-4 sm:p-5">
        <h2 id="sample" className="text-lg">
          {w.films.sampleTitle}
        </h2>
        <p className="text-sm text-muted">{w.films.sampleLead}</p>
        <Button look={first ? 'primary' : 'secondary'} className="mt-auto" disabled={price === null} busy={begin.isPending} onClick={() => begin.mutate()}>
          {w.films.sample}
          <Price>{w.price(price)}</Price>
        </Button>
        <p className="text-xs text-faint">{w.films.sampleNote}</p>
        <ProblemNote error={begin.error} />
      </div>
    </section>
  )
}

function NewFilm() {
  const w = useFilmWords()
  const id = useId()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [aspect, setAspect] = useState<FilmAspect>('16:9')
  const create = useMutation({
    mutationFn: () => filmApi.createFilm({ aspect, ...(name.trim() !== '' && { name: name.trim() }) }),
    onSuccess: (film) => {
      queryClient.setQueryData(filmKey(film.id), film)
      void queryClient.invalidateQueries({ queryKey: ['films'] })
      void navigate({ to: '/film/$projectId', params: { projectId: film.id } })
    },
  })
  const message = fieldMessage(create.error, '/name')
  return (
    <form
      noValidate
      className="card grid gap-3 p-4 sm:p-5"
      onSubmit={(e) => {
        e.preventDefault()
        if (!create.isPending) create.mutate()
      }}
    >
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_8rem]">
        <div>
          <label htmlFor={id} className="label mb-1 block">
            {w.films.name}
          </label>
          <input
            dir="auto"
            id={id}
            data-autofocus
            value={name}
            autoComplete="off"
            placeholder={w.films.namePlaceholder}
            aria-invalid={message !== null}
            aria-describedby={`${id}-note`}
            onChange={(e) => setName(e.target.value)}
            className="h-10 w-full rounded-lg border border-line bg-transparent px-3 placeholder:text-faint hover:border-control aria-invalid:border-fault"
          />
          <p id={`${id}-note`} className="text-sm text-fault empty:hidden">
            {message}
          </p>
        </div>
        <Select label={w.films.aspect} value={aspect} options={aspects.map((a) => ({ value: a, label: a }))} onChange={setAspect} />
      </div>
      <div className="mt-auto">
        <Button type="submit" look="primary" busy={create.isPending}>
          <Icon name="plus" className="size-4" />
          {w.films.begin}
        </Button>
      </div>
      {message === null && <ProblemNote error={create.error} />}
    </form>
  )
}

function FilmCard({ film }: { film: FilmSummary }) {
  const w = useFilmWords()
  const { locale } = useI18n()
  return (
    <ProjectCard
      link={{ to: '/film/$projectId', params: { projectId: film.id } }}
      name={film.name}
      pictures={film.pictures}
      developing={film.open > 0}
      facts={w.films.facts(film.shots, clock(film.seconds))}
      words={w.films}
      remove={() => filmApi.deleteFilm(film.id)}
      listKey={filmsQuery.queryKey}
    >
      {film.open > 0 ? (
        <>
          <Lamp tone="developing" />
          {w.films.running(film.open)}
        </>
      ) : (
        <>
          {film.exports > 0 && `${w.films.exported} · `}
          {dateTime(locale, film.updatedAt)}
        </>
      )}
    </ProjectCard>
  )
}
