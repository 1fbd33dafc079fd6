import type { ComponentType } from 'react'
import type { EventEnvelope, Me } from '../../api/contract.ts'
import type { Messages } from '../../messages/en.ts'
import type { IconName } from '../ui/Icon.tsx'

/** A place in the navigation. Its words are `m.places[id]`. */
export type Place = {
  id: keyof Messages['places']
  /** where a click leads */
  path: string
  /** every address that belongs to it, as beginnings: where the navigation marks it as current */
  owns: readonly string[]
  icon: IconName
  /** only for operators */
  admin?: true
}

/**
 * A studio, as the pages know it that show the work of all of them: navigation, start page, activity, notifications,
 * command palette. A studio whose pages have landed adds one entry to `studios`; nothing else lists studios.
 */
export type Studio = Place & {
  id: keyof Messages['start']['studios']
  /** the subject kinds its jobs are about */
  subjects: readonly string[]
  /** the page that shows a subject; null where it has none of its own (the job's page then) */
  pageOf(subject: NonNullable<EventEnvelope['subject']>): string | null
  /**
   * The button on the start page that begins a first piece of work in one click and says what it costs; its own chunk.
   * Without one the tile leads to the studio.
   */
  begin?(): Promise<{ Begin: ComponentType }>
}

export const studios: readonly Studio[] = [
  {
    id: 'imageTo3d',
    path: '/create',
    owns: ['/create', '/tasks'],
    icon: 'cube',
    subjects: ['task'],
    pageOf: ({ id }) => `/tasks/${id}`,
    begin: () => import('../features/compose/Begin.tsx'),
  },
  {
    id: 'film',
    path: '/film',
    owns: ['/film'],
    icon: 'film',
    subjects: ['film_project'],
    pageOf: ({ id }) => `/film/${id}`,
    begin: () => import('../features/film/Begin.tsx'),
  },
  {
    id: 'video',
    path: '/video',
    owns: ['/video'],
    icon: 'video',
    subjects: ['video_project'],
    pageOf: ({ id }) => `/video/${id}`,
    begin: () => import('../features/video/Begin.tsx'),
  },
  {
    id: 'photography',
    path: '/photography',
    owns: ['/photography'],
    icon: 'camera',
    subjects: ['photo_work'],
    pageOf: ({ id }) => `/photography/${id}`,
    begin: () => import('../features/photography/Begin.tsx'),
  },
]

/** What belongs to no studio, below them in the navigation. */
export const shared: readonly Place[] = [
  { id: 'library', path: '/library', owns: ['/library'], icon: 'library' },
  { id: 'activity', path: '/activity', owns: ['/activity', '/jobs'], icon: 'activity' },
  { id: 'operations', path: '/operations', owns: ['/operations'], icon: 'gauge', admin: true },
]

/** The places somebody may go to, in the order of the navigation. */
export const placesFor = (role: Me['role']): Place[] => [...studios, ...shared.filter((place) => !place.admin || role === 'admin')]

/** The key that leads to a place, behind `g`. */
export const keyOf: Record<Place['id'], string> = {
  imageTo3d: 'i',
  film: 'f',
  video: 'v',
  photography: 'p',
  library: 'l',
  activity: 'a',
  operations: 'o',
}

/** Whether an address lies in a place. */
export const isIn = (place: Place, pathname: string): boolean =>
  place.owns.some((start) => pathname === start || pathname.startsWith(`${start}/`))

/** Where a subject of any studio is shown, or null. */
export const pageOf = (subject: NonNullable<EventEnvelope['subject']>): string | null =>
  studios.find((s) => s.subjects.includes(subject.kind))?.pageOf(subject) ?? null
