/**
 * Chosen files, kept by the browser until they have arrived: a refresh, a crash or a closed tab goes on where it stopped.
 * Where IndexedDB is forbidden or full, uploads work as long as the page lives.
 */
import type { Upload } from '../../../api/contract-media.ts'

export type KeptFile = {
  key: string
  /** account and use: what one account chose is not shown to the next */
  scope: string
  name: string
  bytes: number
  /** null once it has arrived */
  file: File | null
  upload: Upload | null
  addedAt: number
}

const keptMs = 3 * 24 * 60 * 60_000

let opening: Promise<IDBDatabase> | null = null

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('safelight-uploads', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('files', { keyPath: 'key' }).createIndex('scope', 'scope')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB cannot be opened'))
    request.onblocked = () => reject(new Error('IndexedDB is blocked'))
  })
  return opening
}

function run<T>(mode: IDBTransactionMode, use: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return database().then(
    (db) =>
      new Promise((resolve, reject) => {
        const transaction = db.transaction('files', mode)
        const request = use(transaction.objectStore('files'))
        transaction.oncomplete = () => resolve(request.result)
        transaction.onabort = () => reject(transaction.error ?? new Error('not kept'))
      }),
  )
}

/** False where the browser cannot keep it; nothing else fails then. */
export const keep = (file: KeptFile): Promise<boolean> =>
  run('readwrite', (files) => files.put(file)).then(
    () => true,
    () => false,
  )

export const forget = (key: string): Promise<void> => run('readwrite', (files) => files.delete(key)).catch(() => {})

/** What was kept for this use, oldest first. What is too old is forgotten. */
export async function keptFiles(scope: string): Promise<KeptFile[]> {
  const all: KeptFile[] = await run<KeptFile[]>('readonly', (files) => files.getAll()).catch(() => [])
  const fresh = all.filter((file) => Date.now() - file.addedAt < keptMs)
  for (const file of all) if (!fresh.includes(file)) void forget(file.key)
  return fresh.filter((file) => file.scope === scope).toSorted((a, b) => a.addedAt - b.addedAt)
}
