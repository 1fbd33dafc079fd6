import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readFirst } from '../features/library/queries.ts'
import { filterOf, readSearch } from '../features/library/search.ts'
import { StartPage } from '../features/start/StartPage.tsx'
import { taskQuery } from '../features/tasks/queries.ts'
import { ErrorPage, NotFoundPage } from './ErrorPage.tsx'
import { activityStates, type ActivitySearch } from '../features/activity/search.ts'
import { Shell } from './Shell.tsx'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
})

/** The start page is in the first bundle; every other page is its own chunk. */
const start = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: StartPage,
})

const newTask = createRoute({
  getParentRoute: () => rootRoute,
  path: '/create',
  component: lazyRouteComponent(() => import('../features/compose/NewTaskPage.tsx'), 'NewTaskPage'),
})

const workspace = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks/$taskId',
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(taskQuery(params.taskId)),
  component: lazyRouteComponent(() => import('../features/workspace/WorkspacePage.tsx'), 'WorkspacePage'),
})

const tasks = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks',
  validateSearch: (s: Record<string, unknown>): { status?: string } => (typeof s.status === 'string' ? { status: s.status } : {}),
  component: lazyRouteComponent(() => import('../features/tasks/TasksPage.tsx'), 'TasksPage'),
})

const films = createRoute({
  getParentRoute: () => rootRoute,
  path: '/film',
  component: lazyRouteComponent(() => import('../features/film/FilmsPage.tsx'), 'FilmsPage'),
})

const film = createRoute({
  getParentRoute: () => rootRoute,
  path: '/film/$projectId',
  validateSearch: (s: Record<string, unknown>): { view?: 'table' | 'assets' | 'cut'; item?: string; run?: 'sample' } => ({
    ...((s.view === 'table' || s.view === 'assets' || s.view === 'cut') && { view: s.view }),
    ...(typeof s.item === 'string' && { item: s.item }),
    ...(s.run === 'sample' && { run: s.run }),
  }),
  component: lazyRouteComponent(() => import('../features/film/FilmPage.tsx'), 'FilmPage'),
})

const videos = createRoute({
  getParentRoute: () => rootRoute,
  path: '/video',
  component: lazyRouteComponent(() => import('../features/video/VideosPage.tsx'), 'VideosPage'),
})

const video = createRoute({
  getParentRoute: () => rootRoute,
  path: '/video/$projectId',
  validateSearch: (s: Record<string, unknown>): { run?: 'all' } => (s.run === 'all' ? { run: s.run } : {}),
  component: lazyRouteComponent(() => import('../features/video/VideoPage.tsx'), 'VideoPage'),
})

const photography = createRoute({
  getParentRoute: () => rootRoute,
  path: '/photography',
  component: lazyRouteComponent(() => import('../features/photography/PhotographyPage.tsx'), 'PhotographyPage'),
})

const photoWork = createRoute({
  getParentRoute: () => rootRoute,
  path: '/photography/$workId',
  component: lazyRouteComponent(() => import('../features/photography/WorkPage.tsx'), 'WorkPage'),
})

const job = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('../features/job/JobPage.tsx'), 'JobPage'),
})

const activity = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: (s: Record<string, unknown>): ActivitySearch => ({
    ...(activityStates.some((x) => x === s.status) && { status: s.status as ActivitySearch['status'] }),
    ...(typeof s.studio === 'string' && { studio: s.studio }),
    ...(typeof s.kind === 'string' && { kind: s.kind }),
  }),
  component: lazyRouteComponent(() => import('../features/activity/ActivityPage.tsx'), 'ActivityPage'),
})

const operations = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  component: lazyRouteComponent(() => import('../features/operations/OperationsPage.tsx'), 'OperationsPage'),
})

const credits = createRoute({
  getParentRoute: () => rootRoute,
  path: '/credits',
  component: lazyRouteComponent(() => import('../features/credits/CreditsPage.tsx'), 'CreditsPage'),
})

const library = createRoute({
  getParentRoute: () => rootRoute,
  path: '/library',
  validateSearch: readSearch,
  loaderDeps: ({ search: { item: _, ...filters } }) => filters,
  // the list is asked for while the page's own chunk is on its way, and who is signed in besides
  loader: ({ context, deps }) => void readFirst(context.queryClient, filterOf(deps)),
  component: lazyRouteComponent(() => import('../features/library/LibraryPage.tsx'), 'LibraryPage'),
})

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([start, newTask, workspace, tasks, photography, photoWork, job, credits, activity, films, film, videos, video, library, operations]),
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: ErrorPage,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
