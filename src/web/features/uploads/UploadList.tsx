import { uploadWords, type UploadWords } from '../../../messages/uploads.ts'
import { ApiError } from '../../../client/problem.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { wordsOf } from '../../ui/ProblemNote.tsx'
import type { UploadItem } from './queue.ts'
import type { Uploads } from './useUploads.ts'

/** Every chosen file with what is happening to it. One sentence for all is spoken, not every percent. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const w = useWords(uploadWords)
  const { items, done, retry, remove } = uploads
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {items.length > 0 ? w.progress(done.length, items.length) : ''}
      </p>
      {items.length > 0 && (
        <ul aria-label={w.list} className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
          {items.map((item) => (
            <UploadTile key={item.key} item={item} w={w} onRetry={() => retry(item.key)} onRemove={() => remove(item.key)} />
          ))}
        </ul>
      )}
    </>
  )
}

const round = 'grid size-8 place-items-center rounded-full bg-black/75 text-[#f3ece6] hover:bg-black focus-visible:outline-[#ffd9a8]'

function UploadTile({ item, w, onRetry, onRemove }: { item: UploadItem; w: UploadWords; onRetry: () => void; onRemove: () => void }) {
  const { state } = item
  const name = item.name === '' ? w.unnamed : item.name
  const why = useWhy(state, w)
  const done = state.type === 'done'
  const src = item.localUrl ?? (done ? state.upload.previewUrl : null)
  return (
    <li className="min-w-0" data-upload={state.type}>
      <div className={`film relative aspect-square overflow-hidden rounded-lg ${state.type === 'failed' ? 'hatch' : ''}`}>
        {src !== null && state.type !== 'failed' && (
          <img src={src} alt="" decoding="async" className={`size-full object-cover transition-opacity ${done ? '' : 'opacity-45'}`} />
        )}
        {src === null && state.type !== 'failed' && (
          <span className="grid size-full place-items-center text-[#b3a79f]">
            <Icon name="video" className="size-8" />
          </span>
        )}
        {state.type === 'failed' && (
          <span className="grid size-full place-items-center">
            <Icon name="alert" className="size-8" />
          </span>
        )}
        {(state.type === 'sending' || state.type === 'checking' || state.type === 'waiting') && (
          <>
            <span className="num absolute bottom-3 left-2 rounded-md bg-black/75 px-1.5 text-xs">
              {state.type === 'sending' ? w.sending(state.percent) : state.type === 'checking' ? w.checking : w.waiting}
            </span>
            <progress
              aria-label={name}
              max={100}
              value={state.type === 'sending' ? state.percent : state.type === 'checking' ? 100 : 0}
              className="sr-only"
            />
            <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-1 bg-black/60">
              <div
                className={`h-full origin-left transition-transform duration-200 ${state.type === 'waiting' ? 'bg-[#f2ae49]' : 'bg-[#ff5440]'}`}
                style={{ transform: `scaleX(${state.type === 'sending' ? state.percent / 100 : state.type === 'checking' ? 1 : 0})` }}
              />
            </div>
          </>
        )}
        <div className="absolute top-1.5 right-1.5 flex gap-1.5">
          {state.type === 'failed' && state.again && (
            <button type="button" className={round} aria-label={w.retry(name)} title={w.retryShort} onClick={onRetry}>
              <Icon name="history" className="size-4" />
            </button>
          )}
          <button
            type="button"
            className={round}
            aria-label={done || state.type === 'failed' ? w.remove(name) : w.cancel(name)}
            onClick={onRemove}
          >
            <Icon name="close" className="size-4" />
          </button>
        </div>
      </div>
      <p className="mt-1.5 truncate text-xs text-muted" title={name}>
        <bdi>{name}</bdi>
      </p>
      {why !== null && (
        <p role="alert" className="text-xs text-fault">
          <span className="sr-only">{name}: </span>
          {why}
        </p>
      )}
      {done && state.upload.changes.length > 0 && (
        <p className="text-xs text-faint">{state.upload.changes.map((change) => w.changes[change]).join(', ')}</p>
      )}
    </li>
  )
}

/** Why it failed, in the API's words for this very file where it has some. */
function useWhy(state: UploadItem['state'], w: UploadWords): string | null {
  const m = useMessages()
  if (state.type !== 'failed') return null
  const { error } = state
  if (error instanceof ApiError && error.code === 'file_gone') return w.gone
  const field = error instanceof ApiError ? error.problem?.fields?.find((f) => f.pointer.startsWith('/files/')) : undefined
  return field?.message ?? wordsOf(error, m).detail
}
