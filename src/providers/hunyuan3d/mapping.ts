/** Tencent's words -> ours. Errors come in a success (HTTP 200, `Response.Error`), so each code says whether work was taken. */
import { jobError, type Acceptance, type FailureCode, type JobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, errorOfRead, type HttpAnswer } from '../http.ts'
import type { Made, ProviderResult } from '../provider.ts'

/** `Status` of a job. There is no percentage: these are marks of stages, not of time. */
const stages: Readonly<Record<string, 'done' | 'failed' | number>> = { WAIT: 0, RUN: 50, DONE: 'done', FAIL: 'failed' }

type Meaning = { code: FailureCode; acceptance: Acceptance; retryAfterMs?: number }
const no = (code: FailureCode, retryAfterMs?: number): Meaning => ({ code, acceptance: 'surely-not', ...(retryAfterMs !== undefined && { retryAfterMs }) })
const unclear = (code: FailureCode): Meaning => ({ code, acceptance: 'ambiguous' })

/**
 * Error codes, longest name first: `AuthFailure` stands for `AuthFailure.SignatureExpire` as well. What the gateway says
 * (signature, parameters, limits, billing, content of what was sent) it says before a job exists. What comes from behind it
 * (`InternalError`, the engine's errors, a bare `FailedOperation`) is ambiguous, and so is every code that is not here.
 */
const codes: Readonly<Record<string, Meaning>> = {
  'ActionOffline': no('provider_failed'),
  'AuthFailure': no('provider_auth'),
  'FailedOperation': unclear('provider_overloaded'),
  'FailedOperation.ConsoleServerError': unclear('provider_overloaded'),
  'FailedOperation.DownloadError': no('invalid_input'),
  'FailedOperation.EngineRequestTimeout': unclear('provider_timeout'),
  'FailedOperation.EngineServerError': unclear('provider_overloaded'),
  'FailedOperation.EngineServerLimitExceeded': no('provider_rate_limited', 5_000),
  'FailedOperation.FreeResourcePackExhausted': no('provider_quota'),
  'FailedOperation.GenerateImageFailed': no('content_rejected'),
  'FailedOperation.ImageDecodeFailed': no('invalid_input'),
  'FailedOperation.ImageDownloadError': no('invalid_input'),
  'FailedOperation.JobNotExist': no('result_expired'),
  'FailedOperation.JobNotFound': no('result_expired'),
  'FailedOperation.PartnerAccountUnSupport': no('provider_auth'),
  'FailedOperation.ResourcePackExhausted': no('provider_quota'),
  'FailedOperation.ServiceNotActivated': no('provider_quota'),
  'FailedOperation.ServiceStop': no('provider_quota'),
  'FailedOperation.UserUnAuthError': no('provider_auth'),
  'InternalError': unclear('provider_overloaded'),
  'InvalidAction': no('provider_failed'),
  'InvalidParameter': no('invalid_input'),
  'InvalidRequest': no('invalid_input'),
  'IpInBlacklist': no('provider_auth'),
  'IpNotInWhitelist': no('provider_auth'),
  'LimitExceeded': no('provider_rate_limited'),
  'MissingParameter': no('invalid_input'),
  'NoSuchProduct': no('provider_failed'),
  'NoSuchVersion': no('provider_failed'),
  'OperationDenied': no('provider_failed'),
  'RequestLimitExceeded': no('provider_rate_limited', 1_000),
  // as many jobs as the account may run are running
  'RequestLimitExceeded.JobNumExceed': no('provider_rate_limited', 10_000),
  'RequestSizeLimitExceeded': no('invalid_input'),
  'ResourceInsufficient': no('provider_overloaded'),
  'ResourceInsufficient.ChargeResourceExhaust': no('provider_quota'),
  'ResourceNotFound': no('result_expired'),
  'ResourceUnavailable': no('provider_overloaded'),
  'ResourceUnavailable.Delivering': no('provider_quota'),
  'ResourceUnavailable.InArrears': no('provider_quota'),
  'ResourceUnavailable.LowBalance': no('provider_quota'),
  'ResourceUnavailable.NotExist': no('provider_quota'),
  'ResourceUnavailable.ResourcePackageRunOut': no('provider_quota'),
  'ResourceUnavailable.StopUsing': no('provider_quota'),
  'ResourcesSoldOut': no('provider_quota'),
  'UnauthorizedOperation': no('provider_auth'),
  'UnknownParameter': no('invalid_input'),
  'UnsupportedOperation': no('provider_failed'),
  'UnsupportedProtocol': no('provider_failed'),
  'UnsupportedRegion': no('provider_failed'),
}

/** Names of codes that vary by product, and mean one thing in all of them. */
const declined = /illegaldetected|moderation|sensitive|auditfail|contentcheck/i

/** What a code means: by its own name, by its words for content, else by the name before the dot. */
export function meaningOf(code: string): Meaning {
  const own = codes[code]
  if (own) return own
  if (declined.test(code)) return no('content_rejected')
  // `InvalidParameterValue` is a family like `InvalidParameter`; `FailedOperation.ServiceStopArrears` is a kind of stop
  const family = Object.keys(codes).filter((name) => code.startsWith(name)).sort((a, b) => b.length - a.length)[0]
  return family === undefined ? unclear('provider_overloaded') : codes[family]!
}

type File3D = { Type?: string; Url?: string; PreviewImageUrl?: string }
export type TencentResponse = {
  Error?: { Code?: string; Message?: string }
  RequestId?: string
  JobId?: string
  Status?: string
  ErrorCode?: string
  ErrorMessage?: string
  ResultFile3Ds?: File3D[]
}

const paramsOf = (message: string | undefined) => (message ? { params: { detail: detailOf(message) } } : {})

/** What the paid POST brought. @throws JobError what its error means, or its HTTP status where it says nothing else */
export function submitted(answer: HttpAnswer): TencentResponse {
  const { Response } = (answer.body ?? {}) as { Response?: TencentResponse }
  if (Response?.Error) throw tencentError(Response.Error)
  if (answer.status < 200 || answer.status >= 300 || !Response) throw errorForStatus(answer)
  return Response
}

/** What a query brought. @throws JobError one that is worth asking again, save where the job is gone */
export function queried(answer: HttpAnswer): TencentResponse {
  const { Response } = (answer.body ?? {}) as { Response?: TencentResponse }
  if (Response && !Response.Error && answer.status >= 200 && answer.status < 300) return Response
  const { Code = '', Message } = Response?.Error ?? {}
  const { code, retryAfterMs } = meaningOf(Code)
  if (code === 'result_expired') throw jobError(code, paramsOf(Message))
  if (code === 'provider_rate_limited') throw jobError(code, { retryAfterMs, ...paramsOf(Message) })
  throw errorOfRead({ status: 500, headers: answer.headers }, Message)
}

export function tencentError({ Code = '', Message }: { Code?: string; Message?: string }): JobError {
  const { code, acceptance, retryAfterMs } = meaningOf(Code)
  return jobError(code, { acceptance, ...(retryAfterMs !== undefined && { retryAfterMs }), ...paramsOf(Message) })
}

/** Where a job stands. An unknown word is a job that still runs: its deadline ends what never ends. */
export function answerOf(response: TencentResponse): PollAnswer<ProviderResult> {
  const stage = stages[response.Status ?? ''] ?? 50
  if (stage === 'failed') {
    const { code } = meaningOf(response.ErrorCode ?? '')
    // of work that was taken only this matters: was it the content, or something else?
    const ours = code === 'content_rejected' || code === 'invalid_input' ? code : 'provider_failed'
    return { type: 'failed', failure: { code: ours, ...paramsOf(response.ErrorMessage ?? response.ErrorCode) } }
  }
  if (stage === 'done') {
    const files = filesOf(response.ResultFile3Ds ?? [])
    if (files.length === 0) return { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'no_result' } } }
    return { type: 'done', result: { files } }
  }
  return { type: 'running', progress: stage }
}

/** The GLB among the files, and its preview, or another's. */
function filesOf(files: File3D[]): Made[] {
  const glb = files.find(({ Type, Url }) => Url && Type?.toUpperCase() === 'GLB') ?? files.find(({ Url }) => Url && /\.glb($|\?)/i.test(Url))
  if (!glb) return []
  const preview = glb.PreviewImageUrl || files.find(({ PreviewImageUrl }) => PreviewImageUrl)?.PreviewImageUrl
  return [{ role: 'result', from: { url: glb.Url! } }, ...(preview ? [{ role: 'preview' as const, from: { url: preview } }] : [])]
}
