/** What a model takes. Asked before anything is held or charged, so that nobody waits for a refusal. */
import type { FieldCode } from '../messages/failures.ts'
import type { Params } from '../messages/locale.ts'
import type { Model, ModelRequest, SourceImage } from './provider.ts'

/** One thing that does not fit: which field of the request, and the limit. */
export type LimitProblem = { field: string; code: FieldCode; params: Params }

/** Everything about the request that goes past the model's limits; empty where it fits. `field` is relative to the request. */
export function checkRequest(model: Model, request: ModelRequest): LimitProblem[] {
  const { limits } = model
  const problems: LimitProblem[] = []
  const add = (field: string, code: FieldCode, params: Params = {}) => void problems.push({ field, code, params: { model: model.id, ...params } })

  const prompt = 'prompt' in request ? request.prompt : 'text' in request ? request.text : null
  if (prompt !== null && limits.promptCharsMax !== undefined && Array.from(prompt).length > limits.promptCharsMax)
    add('text' in request ? 'text' : 'prompt', 'prompt_too_long', { max: limits.promptCharsMax })

  const references = 'references' in request ? request.references : []
  if (references.length > (limits.referencesMax ?? 0)) add('references', 'too_many', { max: limits.referencesMax ?? 0 })
  if (references.length < (limits.referencesMin ?? 0)) add('references', 'too_few', { min: limits.referencesMin ?? 0 })
  references.forEach((picture, i) => checkPicture(model, picture, `references/${i}`, add))
  if (request.kind === 'model3d') {
    const { madeFrom = 'picture' } = limits
    if (request.image === null && madeFrom === 'picture') add('image', 'required')
    if (request.image !== null && madeFrom === 'prompt') add('image', 'not_one_of', { allowed: 'prompt' })
    if (request.image === null && request.prompt.trim() === '') add('prompt', 'prompt_empty')
    if (request.image !== null) checkPicture(model, request.image, 'image', add)
  }

  if ('aspect' in request && limits.aspects && !limits.aspects.includes(request.aspect)) add('aspect', 'not_one_of', { allowed: limits.aspects.join(', ') })
  if (request.kind === 'video') {
    if (request.firstFrame && limits.firstFrame === 'none') add('firstFrame', 'not_one_of', { allowed: 'references' })
    else if (request.firstFrame) checkPicture(model, request.firstFrame, 'firstFrame', add)
    const { secondsMin = 0, secondsMax = Infinity } = limits
    if (request.seconds < secondsMin || request.seconds > secondsMax) add('seconds', 'out_of_range', { min: secondsMin, max: secondsMax })
    if (limits.seconds && !limits.seconds.includes(request.seconds)) add('seconds', 'not_one_of', { allowed: limits.seconds.join(', ') })
  }
  return problems
}

function checkPicture({ limits }: Model, { bytes, mime, width, height }: SourceImage, field: string, add: (field: string, code: FieldCode, params?: Params) => void): void {
  if (limits.imageMimes && !limits.imageMimes.includes(mime)) add(field, 'not_one_of', { allowed: limits.imageMimes.join(', ') })
  if (limits.imageBytesMax !== undefined && bytes > limits.imageBytesMax) add(field, 'file_too_large', { max: limits.imageBytesMax })
  const sides = [width, height]
  if (limits.imageSideMinPx !== undefined && Math.min(...sides) < limits.imageSideMinPx) add(field, 'picture_too_small', { min: limits.imageSideMinPx })
  if (limits.imageSideMaxPx !== undefined && Math.max(...sides) > limits.imageSideMaxPx) add(field, 'picture_too_large', { max: limits.imageSideMaxPx })
  if (limits.imageRatioMax !== undefined && Math.max(...sides) > Math.min(...sides) * limits.imageRatioMax) add(field, 'picture_too_long', { max: limits.imageRatioMax })
}
