/** The web UI's words and ours: its errors, and how far a picture is. */
import { jobError, type JobError } from '../../engine/errors.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, type HttpAnswer } from '../http.ts'

type ErrorBody = { error?: unknown; errors?: unknown; detail?: unknown }

/**
 * What a refusal means. The web UI answers exceptions of its own with `{error, detail, errors}` and 500: then the work has
 * ended, without a picture, and that is certain. A 5xx without such a body came from something in between.
 */
export function errorOfAnswer(answer: HttpAnswer): JobError {
  const { error, errors, detail } = (answer.body ?? {}) as ErrorBody
  const said = Array.isArray(detail) ? sentenceOf(detail) : detailOf(detail) || detailOf(errors)
  if (answer.status >= 500 && typeof error === 'string') {
    const ofTheRequest = error === 'HTTPException' && /image/i.test(said)
    return jobError(ofTheRequest ? 'invalid_input' : 'provider_failed', { acceptance: 'surely-not', params: { detail: [error === 'HTTPException' ? '' : error, said].filter((part) => part !== '').join(': ') } })
  }
  if (answer.status === 404) return errorForStatus(answer, `${said === '' || said === 'Not Found' ? 'its API is not there; start it with --api' : said}`)
  return errorForStatus(answer, said)
}

/** The first of pydantic's complaints, with its field. */
function sentenceOf(detail: unknown[]): string {
  const { loc, msg } = (detail[0] ?? {}) as { loc?: unknown[]; msg?: unknown }
  return [Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '', detailOf(msg)].filter((part) => part !== '').join(': ')
}

/** Percent of `/internal/progress`; undefined while it waits, and once it is over. */
export function percentOf(body: unknown): number | undefined {
  const { active, progress } = (body ?? {}) as { active?: unknown; progress?: unknown }
  return active === true && typeof progress === 'number' ? Math.max(0, Math.min(99, Math.floor(progress * 100))) : undefined
}

/** The checkpoint and the seed of what was made, from the JSON in its `info`. */
export function factsOf(info: unknown): Record<string, string | number> {
  try {
    const { sd_model_name: checkpoint, seed } = JSON.parse(String(info)) as { sd_model_name?: unknown; seed?: unknown }
    return { ...(typeof checkpoint === 'string' && { checkpoint }), ...(typeof seed === 'number' && { seed }) }
  } catch {
    return {}
  }
}
