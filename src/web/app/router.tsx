import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { taskQuery } from '../api/queries.ts'
import { NewTaskPage } from '../features/compose/NewTaskPage.tsx'
import { ErrorPage, NotFoundPage } from './ErrorPage.tsx'
import { Shell } from './Shell.tsx'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
})

/** The start page is in the first bundle; every other page is its own chunk. */
const newTask = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: NewTaskPage,
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

const job = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('../features/job/JobPage.tsx'), 'JobPage'),
})

const credits = createRoute({
  getParentRoute: () => rootRoute,
  path: '/credits',
  component: lazyRouteComponent(() => import('../features/credits/CreditsPage.tsx'), 'CreditsPage'),
})

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([newTask, workspace, tasks, job, credits]),
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
