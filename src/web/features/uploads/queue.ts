/** The files of one use (`photography`, `film-asset`) of one account, sent two at a time, whatever page is open meanwhile. */
import type { MediaKind, Upload } from '../../../api/contract-media.ts'
import { newKey, sleep } from '../../../client/http.ts'
import { ApiError } from '../../../client/problem.ts'
import { forget, keep, keptFiles, type KeptFile } from './kept.ts'
import { sendFile } from './send.ts'

export type UploadState =
  | { type: 'waiting' }
  | { type: 'sending'; percent: number }
  /** all bytes have left; the server looks at them */
  | { type: 'checking' }
  | { type: 'done'; upload: Upload }
  /** `again`: sending it again may help */
  | { type: 'failed'; error: unknown; again: boolean }

export type UploadItem = {
  key: string
  name: string
  bytes: number
  /** of the file in this browser, for pictures */ localUrl: string | null
  state: UploadState
}

export type Queue = {
  get(): readonly UploadItem[]
  subscribe(listener: () => void): () => void
  add(files: readonly File[]): void
  retry(key: string): void
  /** stops sending it, and forgets it */
  remove(key: string): void
  /** forgets all that arrived: the studio has them now */
  clear(): void
}

const atOnceMax = 2
const triesMax = 5

const queues = new Map<string, Queue>()

/** The queue of a use; the same one for every page that asks. */
export function queueOf(accountId: string, use: string, accept: readonly MediaKind[]): Queue {
  const scope = `${accountId}/${use}`
  const queue = queues.get(scope) ?? createQueue(scope, accept.join(','))
  queues.set(scope, queue)
  return queue
}

function createQueue(scope: string, accept: string): Queue {
  const listeners = new Set<() => void>()
  const files = new Map<string, File>()
  const sending = new Map<string, AbortController>()
  /** the order in which they were chosen outlasts the order in which they arrive */
  const addedAt = new Map<string, number>()
  let items: readonly UploadItem[] = []

  const set = (next: readonly UploadItem[]) => {
    items = next
    for (const listener of listeners) listener()
  }
  const move = (key: string, state: UploadState) => set(items.map((item) => (item.key === key ? { ...item, state } : item)))

  function itemOf({ key, name, bytes, file, upload, addedAt: since }: KeptFile): UploadItem {
    addedAt.set(key, since)
    if (file !== null) files.set(key, file)
    return {
      key,
      name,
      bytes,
      localUrl: file?.type.startsWith('image/') ? URL.createObjectURL(file) : null,
      state: upload === null ? { type: 'waiting' } : { type: 'done', upload },
    }
  }

  function pump(): void {
    for (const item of items) {
      if (sending.size >= atOnceMax) return
      if (item.state.type === 'waiting' && !sending.has(item.key)) void send(item)
    }
  }

  async function send({ key, name, bytes }: UploadItem): Promise<void> {
    const file = files.get(key)
    if (file === undefined) return move(key, { type: 'failed', error: new ApiError('file_gone', 0, null, null), again: false })
    const control = new AbortController()
    sending.set(key, control)
    move(key, { type: 'sending', percent: 0 })
    try {
      const upload = await sendPatiently(key, name, file, control.signal)
      void keep({ key, scope, name, bytes, file: null, upload, addedAt: addedAt.get(key) ?? Date.now() })
      move(key, { type: 'done', upload })
    } catch (error) {
      if (!control.signal.aborted) move(key, { type: 'failed', error, again: mayHelp(error) })
    } finally {
      sending.delete(key)
      pump()
    }
  }

  /** Again by itself where nobody answered: the same bytes are the same file, so that cannot store twice. */
  async function sendPatiently(key: string, name: string, file: File, signal: AbortSignal): Promise<Upload> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await sendFile({
          file,
          name,
          accept,
          signal,
          idempotencyKey: key,
          onProgress: (percent) => move(key, percent === null ? { type: 'checking' } : { type: 'sending', percent }),
        })
        return answer.items[0]!
      } catch (error) {
        if (signal.aborted || !isPassing(error) || tries >= triesMax) throw error
        move(key, { type: 'waiting' })
        await sleep(((error as ApiError).retryAfterMs ?? 500 * 2 ** tries) * (0.75 + Math.random() / 2), signal)
        if (!navigator.onLine) await online(signal)
      }
    }
  }

  void keptFiles(scope).then((kept) => {
    const known = new Set(items.map((item) => item.key))
    set([...kept.filter((file) => !known.has(file.key)).map(itemOf), ...items])
    pump()
  })

  return {
    get: () => items,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(added) {
      const kept = added.map((file, n): KeptFile => ({
        key: newKey(),
        scope,
        name: file.name,
        bytes: file.size,
        file,
        upload: null,
        addedAt: Date.now() + n,
      }))
      for (const file of kept) void keep(file)
      set([...items, ...kept.map(itemOf)])
      pump()
    },
    retry(key) {
      move(key, { type: 'waiting' })
      pump()
    },
    remove(key) {
      sending.get(key)?.abort(new DOMException('cancelled', 'AbortError'))
      release([key])
    },
    clear: () => release(items.filter((item) => item.state.type === 'done').map((item) => item.key)),
  }

  function release(keys: readonly string[]): void {
    for (const item of items.filter(({ key }) => keys.includes(key))) {
      void forget(item.key)
      files.delete(item.key)
      if (item.localUrl !== null) URL.revokeObjectURL(item.localUrl)
    }
    set(items.filter(({ key }) => !keys.includes(key)))
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'network' || [429, 502, 503, 504].includes(error.status))

/** Refused for what it is, a file is refused again. */
const mayHelp = (error: unknown): boolean => !(error instanceof ApiError) || isPassing(error) || error.status >= 500

function online(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => resolve()
    window.addEventListener('online', done, { once: true, signal })
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
