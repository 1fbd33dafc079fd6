import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type Announcements, type DragEndEvent } from '@dnd-kit/core'
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import type { FilmWords } from '../../../messages/studios/film.ts'
import { useOptimistic, type Act } from './act.ts'
import { filmApi } from './queries.ts'
import { useFilmWords } from './words.ts'

// the same objects at every render: a new one makes every card on the board render again
const pointer = { activationConstraint: { distance: 5 } }
const keyboard = { coordinateGetter: sortableKeyboardCoordinates }

/** Shots that can be put into another order, by pointer and by keyboard; what happens is said in the reader's language. */
export function Reorderable({ film, act, layout, children }: { film: FilmProject; act: Act; layout: 'grid' | 'list'; children: ReactNode }) {
  const w = useFilmWords()
  const optimistic = useOptimistic(film.id)
  // a click on the handle is not a drag yet
  const sensors = useSensors(useSensor(PointerSensor, pointer), useSensor(KeyboardSensor, keyboard))
  const order = film.shots.map(({ id }) => id).join(' ')
  const ids = useMemo(() => (order === '' ? [] : order.split(' ')), [order])
  const accessibility = useMemo(() => spoken(w, ids), [w, ids])
  const latest = useRef({ film, act })
  useEffect(() => {
    latest.current = { film, act }
  })
  const end = useCallback(
    ({ active, over }: DragEndEvent) => {
      if (over !== null && active.id !== over.id) move(latest.current.film, String(active.id), ids.indexOf(String(over.id)) + 1, latest.current.act, optimistic)
    },
    [ids, optimistic],
  )
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end} accessibility={accessibility}>
      <SortableContext items={ids} strategy={layout === 'grid' ? rectSortingStrategy : verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  )
}

function spoken(w: FilmWords, ids: readonly string[]) {
  const place = (id: unknown) => ids.indexOf(String(id)) + 1
  // picked up, it is over its own place at once: that need not be told, and would cut off what was said
  let moved = false
  const announcements: Announcements = {
    onDragStart({ active }) {
      moved = false
      return w.order.picked(place(active.id), ids.length)
    },
    onDragOver({ active, over }) {
      if (over === null || (!moved && over.id === active.id)) return undefined
      moved = true
      return w.order.over(place(over.id), ids.length)
    },
    onDragEnd: ({ active, over }) => w.order.dropped(place(over?.id ?? active.id), ids.length),
    onDragCancel: ({ active }) => w.order.cancelled(place(active.id)),
  }
  return { screenReaderInstructions: { draggable: w.order.instructions }, announcements }
}

/** Puts a shot at a place (from 1), at once on this page and then on the server. */
export function move(film: FilmProject, id: string, place: number, act: Act, optimistic: ReturnType<typeof useOptimistic>): void {
  const from = film.shots.findIndex((shot) => shot.id === id)
  const to = Math.min(Math.max(place, 1), film.shots.length) - 1
  if (from === -1 || from === to) return
  const shots = arrayMove(film.shots, from, to)
  optimistic((now) => ({ ...now, shots: arrayMove(now.shots, from, to).map((shot, i) => (shot.number === i + 1 ? shot : { ...shot, number: i + 1 })) }))
  act.mutate(() => filmApi.moveShot(id, shots[to - 1]?.id ?? null))
}
