/** The parameters of the hot statements: a column of values for each, in the order their files name them. */
import { bools, int2s, int4s, int8s, jsonbs, texts, uuids } from './arrays.ts'
import type { Uuid } from './types.ts'
import type { CloseRequest, Fenced, SubmitRequest } from './verbs.ts'

/** sql/submit.sql. */
export function submitParams(requests: readonly SubmitRequest[]): unknown[] {
  const s = requests.map((request) => request.submission)
  const j = requests.flatMap((request) => request.jobs)
  const numbers = requests.flatMap((request, at) => request.jobs.map(() => at + 1))
  return [
    uuids(s.map((row) => row.account_id)), texts(s.map((row) => row.subject_kind)), uuids(s.map((row) => row.subject_id)),
    jsonbs(s.map((row) => row.subject_data)), uuids(s.map((row) => row.job_id)), int8s(s.map((row) => row.price)),
    texts(s.map((row) => row.idem_key)), texts(s.map((row) => row.idem_hash)), texts(s.map((row) => row.once_key)),
    bools(s.map((row) => row.by_engine)),
    int8s(numbers), uuids(j.map((row) => row.id)), uuids(j.map((row) => row.parent_id)), uuids(j.map((row) => row.retry_of)),
    texts(j.map((row) => row.kind)), texts(j.map((row) => row.lane)), int4s(j.map((row) => row.per_node)),
    int2s(j.map((row) => row.priority)), int8s(j.map((row) => row.price)), texts(j.map((row) => row.price_version)),
    int4s(j.map((row) => row.attempts_max)), texts(j.map((row) => row.recovery)), int8s(j.map((row) => row.deadline_ms)),
    texts(j.map((row) => row.policy)), int4s(j.map((row) => row.children_total)), jsonbs(j.map((row) => row.input)),
  ]
}

/** sql/arm.sql. */
export const armParams = (requests: readonly Fenced[], nodeId: Uuid, marginMs: number): unknown[] => [
  uuids(requests.map((request) => request.job_id)), int8s(requests.map((request) => request.token)), nodeId, marginMs,
]

/** sql/close.sql. */
export function closeParams(requests: readonly CloseRequest[]): unknown[] {
  const r = requests
  const f = r.flatMap(({ files = [] }) => files)
  return [
    uuids(r.map((row) => row.job_id)), int8s(r.map((row) => row.token)), int4s(r.map((row) => row.attempt)),
    texts(r.map((row) => row.outcome)), bools(r.map((row) => row.alone)), bools(r.map((row) => row.provider_done)),
    bools(r.map((row) => row.write_off)), texts(r.map((row) => row.error_code)), jsonbs(r.map((row) => row.error_params)),
    jsonbs(r.map((row) => row.output)),
    uuids(r.flatMap(({ job_id, files = [] }) => files.map(() => job_id))), uuids(f.map((row) => row.id)), texts(f.map((row) => row.role)), texts(f.map((row) => row.mime)),
    int8s(f.map((row) => row.bytes)), texts(f.map((row) => row.sha256)), texts(f.map((row) => row.storageKey)),
    int4s(f.map((row) => row.width)), int4s(f.map((row) => row.height)), jsonbs(f.map((row) => row.meta)),
  ]
}
