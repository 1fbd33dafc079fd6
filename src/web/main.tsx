import './styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { newQueryClient, sessionQuery } from './api/queries.ts'
import { createAppRouter } from './app/router.tsx'
import { I18nProvider, loadMessages } from './i18n/i18n.tsx'

const queryClient = newQueryClient()
const router = createAppRouter(queryClient)

// Who is signed in, the page with what it reads first, and the words: all at once, none waits for another.
void queryClient.prefetchQuery(sessionQuery)
void router.load()
const messages = await loadMessages()
createRoot(document.getElementById('root') as HTMLElement).render(
  // another language: the API renders its words anew, so everything shown is read again
  <I18nProvider initial={messages} onChange={() => void queryClient.invalidateQueries()}>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </I18nProvider>,
)

// A hundred @font-face rules for Chinese, needed only by glyphs the system may lack: after the first paint. The
// files themselves load by unicode range, so a page without Chinese loads none.
const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 600))
idle(() => void import('./styles/cjk.ts'))
