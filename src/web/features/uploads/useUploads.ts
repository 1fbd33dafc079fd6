import { useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import type { MediaKind, Upload } from '../../../api/contract-media.ts'
import { sessionQuery } from '../../api/queries.ts'
import { queueOf, type Queue, type UploadItem } from './queue.ts'

export type Uploads = {
  /** every chosen file in the order chosen, whatever its state */
  items: readonly UploadItem[]
  /** those that arrived: what a studio submits by their ids */
  done: readonly Upload[]
  /** some are still on their way */
  busy: boolean
  accept: readonly MediaKind[]
  /** at most so many together */
  max: number
} & Pick<Queue, 'add' | 'retry' | 'remove' | 'clear'>

const none: readonly UploadItem[] = []

/**
 * The uploads of one use, such as `photography`: they go on over a change of page and survive a refresh, until the studio
 * says `clear()`. Give the result to `<UploadBox>`.
 */
export function useUploads(use: string, { accept = ['image'], max = 20 }: { accept?: readonly MediaKind[]; max?: number } = {}): Uploads {
  const accountId = useQuery(sessionQuery).data?.me?.accountId ?? null
  const kinds = accept.join(',')
  const queue = useMemo(
    () => (accountId === null ? null : queueOf(accountId, use, kinds.split(',') as MediaKind[])),
    [accountId, use, kinds],
  )
  const items = useSyncExternalStore(queue?.subscribe ?? never, queue?.get ?? (() => none))
  const done = useMemo(() => items.flatMap(({ state }) => (state.type === 'done' ? [state.upload] : [])), [items])
  return {
    items,
    done,
    busy: items.some(({ state }) => state.type === 'waiting' || state.type === 'sending' || state.type === 'checking'),
    accept,
    max,
    add: (files) => queue?.add(files),
    retry: (key) => queue?.retry(key),
    remove: (key) => queue?.remove(key),
    clear: () => queue?.clear(),
  }
}

const never = () => () => {}
