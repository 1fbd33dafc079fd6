/** Films for tests of the API: one person, one film, and waiting for what becomes of it. */
import type { FilmAsset, FilmProject, FilmShot } from '../film-contract.ts'
import { readEvents } from './events.ts'
import { testVideo, type ProviderCallSeen, type TestProvider } from './provider.ts'
import type { Problem, TestServer } from './server.ts'

type Headers = Record<string, string>
export const shotConfig = { model: testVideo, seconds: 2, aspect: '16:9', mode: 'standard' } as const

export type Filming = Awaited<ReturnType<typeof filmingOn>>

/** One person and a film of theirs. */
export async function filmingOn(server: TestServer, credits = 1000, body: object = {}) {
  const { key } = await server.account(credits)
  const ask = <T = FilmProject & Problem>(method: string, path: string, sent?: object, headers: Headers = {}) =>
    server.ask<T & Problem>(method, `/api/film${path}`, { key, headers, ...(sent && { body: sent }) })
  const { id } = (await ask('POST', '/projects', body)).body
  const read = async (headers: Headers = {}) => (await ask('GET', `/projects/${id}`, undefined, headers)).body
  return {
    key,
    id,
    ask,
    read,
    asset: async (more: object = {}) => (await ask<FilmAsset>('POST', `/projects/${id}/assets`, { role: 'prop', name: 'Lantern', prompt: 'a lantern', ...more })).body,
    shots: async (...texts: (string | object)[]) =>
      (await ask<{ items: FilmShot[] }>('POST', `/projects/${id}/shots`, { shots: texts.map((text) => ({ config: shotConfig, ...(typeof text === 'string' ? { text } : text) })) })).body.items,
    generate: (sent: object, headers: Headers = {}) => ask('POST', `/projects/${id}/generate`, sent, headers),
    credits: async () => (await server.ask<{ available: number; held: number }>('GET', '/api/credits', { key })).body,
    /** looks again at every event of the film, never sleeps */
    async until(condition: (film: FilmProject) => boolean): Promise<FilmProject> {
      const stream = await readEvents(`${server.url}/api/events`, key)
      try {
        for (;;) {
          const film = await read()
          if (condition(film)) return film
          await stream.next((event) => event.subject?.id === id)
        }
      } finally {
        await stream.close()
      }
    },
  }
}
export const settled = (film: FilmProject) => [...film.assets, ...film.shots].every(({ runtime }) => runtime.status !== 'pending' && runtime.status !== 'processing')
export const statuses = (items: readonly (FilmAsset | FilmShot)[]) => items.map(({ runtime }) => runtime.status)

/** Calls that wait for the test, by their prompt. */
export function holdOf(provider: TestProvider) {
  const held = new Map<string, ProviderCallSeen>()
  provider.behave = (seen) => held.set(seen.call.request.prompt, seen)
  return held
}
