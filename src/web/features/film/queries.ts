import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { EventEnvelope } from '../../../api/contract.ts'
import type { FilmProject } from '../../../api/film-contract.ts'
import { filmClient } from '../../../client/film.ts'
import { api } from '../../api/client.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import { onSubjects, type Subject } from '../../live/subjects.ts'
import { isOpen } from '../../../studios/film/statechart.ts'
import { movedBy, patchFilm, type Moved } from './patch.ts'
import { filmWordsNow } from './words.ts'

export const filmApi = filmClient(api.http)

export const filmKey = (id: string) => ['film', id] as const

export const filmQuery = (id: string) =>
  queryOptions({ queryKey: filmKey(id), queryFn: ({ signal }) => filmApi.film(id, { signal }), refetchInterval: pollWithoutLive })

export const filmsQuery = infiniteQueryOptions({
  queryKey: ['films'],
  queryFn: ({ pageParam, signal }) => filmApi.films({ cursor: pageParam, limit: 24 }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
  refetchInterval: pollWithoutLive,
})

/** The first change is read at once, a burst of them together; a batch of hundreds costs about one request a second. */
const firstMs = 60
const apartMs = 1_000

const due = new Map<string, ReturnType<typeof setTimeout>>()
const readAt = new Map<string, number>()

function readAgain(queryClient: QueryClient, queryKey: readonly string[]): void {
  const name = queryKey.join('/')
  if (due.has(name)) return
  const waitMs = Math.max(firstMs, (readAt.get(name) ?? -Infinity) + apartMs - performance.now())
  due.set(
    name,
    setTimeout(() => {
      due.delete(name)
      // a change is on its way, and is read when it has arrived: before that the server would say how it was
      if (queryClient.isMutating({ mutationKey: queryKey }) > 0) return
      readAt.set(name, performance.now())
      void queryClient.invalidateQueries({ queryKey })
    }, waitMs),
  )
}

/** What a burst brings is painted together: a paint for each event of two hundred jobs would leave no time for the next. */
const paintMs = 60

type Burst = { moves: Moved[]; again: boolean }
const bursts = new Map<string, Burst>()

function heard(queryClient: QueryClient, { id }: Subject, event: EventEnvelope): void {
  const known = bursts.get(id)
  const burst = known ?? { moves: [], again: false }
  const moved = movedBy(event)
  if (moved !== null) burst.moves.push(moved)
  // how far something is, and that it began, is told whole by the event; what came of it is not
  if (moved === null || !isOpen(moved.status)) burst.again = true
  if (known !== undefined) return
  bursts.set(id, burst)
  setTimeout(() => paint(queryClient, id), paintMs)
}

function paint(queryClient: QueryClient, id: string): void {
  const { moves, again } = bursts.get(id) as Burst
  bursts.delete(id)
  const words = filmWordsNow().progress
  queryClient.setQueryData<FilmProject>(filmKey(id), (film) => film && moves.reduce((now, moved) => patchFilm(now, moved, words), film))
  if (!again && moves.every(({ jobId }) => isShown(queryClient, id, jobId))) return
  readAgain(queryClient, filmKey(id))
  readAgain(queryClient, ['films'])
}

/** Work that somebody else began is not on the page yet. */
function isShown(queryClient: QueryClient, id: string, jobId: string): boolean {
  const film = queryClient.getQueryData<FilmProject>(filmKey(id))
  return film === undefined || [...film.shots, ...film.assets].some(({ runtime }) => runtime.jobs.some((job) => job.jobId === jobId)) || [...film.batches, ...film.exports].some((job) => job.jobId === jobId)
}

onSubjects(['film_project'], { changed: () => ({}), heard })
