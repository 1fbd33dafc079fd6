/** ComfyUI's words -> ours. */
import { createHash } from 'node:crypto'
import type { JobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, type HttpAnswer } from '../http.ts'
import type { ProviderResult } from '../provider.ts'

/** `[number, prompt_id, prompt, extra_data, outputs]`, in the queue and in the history. */
export type QueueItem = [number, string, unknown, Record<string, unknown> | undefined, ...unknown[]]
export type Queue = { queue_running?: QueueItem[]; queue_pending?: QueueItem[] }
type ImageRef = { filename?: string; subfolder?: string; type?: string }
export type HistoryEntry = {
  prompt?: QueueItem
  outputs?: Record<string, { images?: ImageRef[] }>
  status?: { status_str?: string; completed?: boolean; messages?: [string, Record<string, unknown>][] }
}

/**
 * The id of an attempt's prompt: ComfyUI wants a UUID in its canonical spelling, so the attempt's key is hashed into one
 * (version 8 of RFC 9562). The same attempt always has the same.
 */
export function promptIdOf(attemptKey: string): string {
  const bytes = createHash('sha256').update(`safelight\n${attemptKey}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Our mark in a prompt's `extra_data`; older versions of ComfyUI give prompts ids of their own. */
export const markOf = (attemptKey: string) => ({ safelight: attemptKey })
export const isMarked = (item: QueueItem | undefined, attemptKey: string): boolean => item?.[3]?.safelight === attemptKey

/** What a POST that was not accepted means. A workflow that ComfyUI refuses is the installation's trouble, not the person's. */
export function comfyError(answer: HttpAnswer): JobError {
  const { error, node_errors } = (answer.body ?? {}) as { error?: unknown; node_errors?: Record<string, { errors?: { message?: string; details?: string }[] }> }
  const ofNodes = Object.values(node_errors ?? {}).flatMap(({ errors = [] }) => errors.map(({ message, details }) => [message, details].filter(Boolean).join(': ')))
  const own = typeof error === 'object' && error !== null ? ((error as { message?: string }).message ?? '') : detailOf(error)
  const detail = detailOf([own, ...ofNodes].filter((words) => words !== '').join('; '))
  return errorForStatus(answer, detail, answer.status === 400 ? 'provider_failed' : undefined)
}

/** What became of a prompt that has ended. @param base address of ComfyUI, under which its files are */
export function answerOf({ status, outputs = {} }: HistoryEntry, base: string): PollAnswer<ProviderResult> {
  const messages = new Map((status?.messages ?? []).map(([event, data]) => [event, data]))
  if (messages.has('execution_interrupted')) return { type: 'cancelled' }
  if (status?.status_str === 'error') {
    const { exception_type, exception_message } = messages.get('execution_error') ?? {}
    const detail = detailOf([exception_type, exception_message].filter(Boolean).join(': '))
    return { type: 'failed', failure: { code: 'provider_failed', ...(detail !== '' && { params: { detail } }) } }
  }
  const images = Object.values(outputs).flatMap((output) => output.images ?? [])
  // what a workflow saves, rather than what it only shows
  const image = images.find(({ type }) => type === 'output') ?? images[0]
  if (!image?.filename) return { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'no_result' } } }
  const query = new URLSearchParams({ filename: image.filename, subfolder: image.subfolder ?? '', type: image.type ?? 'output' })
  return { type: 'done', result: { files: [{ role: 'result', from: { url: `${base}/view?${query}` } }] } }
}
