import sharp from 'sharp'
import { expect, test } from 'vitest'
import { answerOf, meaningOf, tencentError } from './mapping.ts'
import { packed } from './picture.ts'
import { tc3Authorization } from './sign.ts'

// the example of Tencent Cloud's own documentation of the signature
test('TC3-HMAC-SHA256 gives the signature that Tencent publishes', () => {
  const authorization = tc3Authorization({
    secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE', service: 'cvm', host: 'cvm.tencentcloudapi.com',
    contentType: 'application/json; charset=utf-8', body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}', nowSeconds: 1_551_113_065,
  })
  expect(authorization).toBe(
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  )
})

test.each([
  ['AuthFailure.SignatureExpire', 'provider_auth', 'surely-not'],
  ['AuthFailure', 'provider_auth', 'surely-not'],
  ['UnauthorizedOperation', 'provider_auth', 'surely-not'],
  ['InvalidParameter', 'invalid_input', 'surely-not'],
  ['InvalidParameterValue.InvalidImageSize', 'invalid_input', 'surely-not'],
  ['MissingParameter', 'invalid_input', 'surely-not'],
  ['RequestLimitExceeded', 'provider_rate_limited', 'surely-not'],
  ['RequestLimitExceeded.UinLimitExceeded', 'provider_rate_limited', 'surely-not'],
  ['RequestLimitExceeded.JobNumExceed', 'provider_rate_limited', 'surely-not'],
  ['ResourceInsufficient', 'provider_overloaded', 'surely-not'],
  ['ResourceInsufficient.ChargeResourceExhaust', 'provider_quota', 'surely-not'],
  ['ResourceUnavailable.InArrears', 'provider_quota', 'surely-not'],
  ['FailedOperation.ResourcePackExhausted', 'provider_quota', 'surely-not'],
  ['FailedOperation.ServiceStopArrears', 'provider_quota', 'surely-not'],
  ['OperationDenied.ImageIllegalDetected', 'content_rejected', 'surely-not'],
  ['OperationDenied.TextIllegalDetected', 'content_rejected', 'surely-not'],
  ['FailedOperation.ModerationFailed', 'content_rejected', 'surely-not'],
  // from behind the door: nobody can say
  ['InternalError', 'provider_overloaded', 'ambiguous'],
  ['InternalError.Database', 'provider_overloaded', 'ambiguous'],
  ['FailedOperation', 'provider_overloaded', 'ambiguous'],
  ['FailedOperation.OfTomorrow', 'provider_overloaded', 'ambiguous'],
  ['FailedOperation.EngineRequestTimeout', 'provider_timeout', 'ambiguous'],
  ['NeverHeardOf', 'provider_overloaded', 'ambiguous'],
  ['', 'provider_overloaded', 'ambiguous'],
])('%s is %s, %s', (code, failure, acceptance) => {
  expect(meaningOf(code)).toMatchObject({ code: failure, acceptance })
})

test('their words come along', () => {
  const error = tencentError({ Code: 'OperationDenied.TextIllegalDetected', Message: '文本包含违法违规信息，审核不通过。' })
  expect(error.failure).toEqual({ code: 'content_rejected', params: { detail: '文本包含违法违规信息，审核不通过。' } })
})

// SPEC: P1
test('their words for where a job stands: stage marks, the GLB among the files, its preview', () => {
  expect(answerOf({ Status: 'WAIT' })).toEqual({ type: 'running', progress: 0 })
  expect(answerOf({ Status: 'RUN' })).toEqual({ type: 'running', progress: 50 })
  expect(answerOf({ Status: 'POSTPROCESS' })).toEqual({ type: 'running', progress: 50 })
  const obj = { Type: 'OBJ', Url: 'https://t/a.zip', PreviewImageUrl: 'https://t/p.png' }
  expect(answerOf({ Status: 'DONE', ResultFile3Ds: [obj, { Type: 'GLB', Url: 'https://t/a.glb' }] })).toEqual({
    type: 'done', result: { files: [{ role: 'result', from: { url: 'https://t/a.glb' } }, { role: 'preview', from: { url: 'https://t/p.png' } }] },
  })
  expect(answerOf({ Status: 'DONE', ResultFile3Ds: [{ Url: 'https://t/b.glb?sign=1' }] })).toMatchObject({ result: { files: [{ from: { url: 'https://t/b.glb?sign=1' } }] } })
  expect(answerOf({ Status: 'DONE', ResultFile3Ds: [obj] })).toMatchObject({ type: 'failed', failure: { code: 'provider_failed' } })
  expect(answerOf({ Status: 'FAIL', ErrorCode: 'FailedOperation.EngineServerError', ErrorMessage: 'boom' })).toEqual({ type: 'failed', failure: { code: 'provider_failed', params: { detail: 'boom' } } })
  expect(answerOf({ Status: 'FAIL', ErrorCode: 'OperationDenied.ImageIllegalDetected', ErrorMessage: 'no' })).toMatchObject({ failure: { code: 'content_rejected' } })
})

test('a picture within 8 MB that base64 would make too large is packed anew; a smaller one is sent as it is', async () => {
  const small = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'teal' } }).png().toBuffer()
  expect(await packed(small)).toBe(small.toString('base64'))
  // bytes behind a picture's end are read by nobody, and make it large
  const again = Buffer.from(await packed(Buffer.concat([small, Buffer.alloc(7_000_000)])), 'base64')
  expect(again.length).toBeLessThan(6_000_000)
  expect(await sharp(again).metadata()).toMatchObject({ format: 'webp', width: 200 })
})
