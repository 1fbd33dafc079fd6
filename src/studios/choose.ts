/** Choosing a model for a request, as every studio does it: the one that was asked for, or this installation's default. */
import type { FieldProblem } from '../api/problems.ts'
import { checkRequest } from '../providers/limits.ts'
import type { Aspect, ModelKind, ModelRequest } from '../providers/provider.ts'
import type { Models, Offer } from '../providers/registry.ts'

export type Choice = { type: 'chosen'; offer: Offer } | { type: 'refused'; fields: FieldProblem[] }

/**
 * The offer for `wanted`, or the default of the kind. Refused with the field where there is no such model, where it makes
 * something else, or where its provider is not configured.
 */
export function chooseModel(models: Models, kind: ModelKind, wanted: string | undefined, pointer = `/models/${kind}`): Choice {
  const refused = (code: FieldProblem['code'], params: FieldProblem['params']): Choice => ({ type: 'refused', fields: [{ pointer, code, params }] })
  const offer = wanted === undefined ? models.defaultFor(kind) : models.find(wanted)
  if (offer !== null) {
    if (offer.model.kind !== kind) return refused('wrong_model_kind', { model: offer.model.id, makes: offer.model.kind, wanted: kind })
    return { type: 'chosen', offer }
  }
  const dark = models.off.find(({ model }) => model.id === wanted)
  if (dark) return refused('provider_off', { model: dark.model.id, missing: dark.missing.join(', ') })
  return refused('unknown_model', { model: (wanted ?? kind).slice(0, 100) })
}

/** What of the request the model does not take, as fields of the body; empty where it fits. `at` maps the request's fields to the body's. */
export function limitFields({ model }: Offer, request: ModelRequest, at: (field: string) => string = (field) => `/${field}`): FieldProblem[] {
  return checkRequest(model, request).map(({ field, code, params }) => ({ pointer: at(field), code, params }))
}

/** The shape nearest to the one wanted that a model makes; undefined: it makes any. */
export function closestAspect(wanted: Aspect, made: readonly Aspect[] | undefined): Aspect {
  if (made === undefined || made.length === 0 || made.includes(wanted)) return wanted
  const ratio = (aspect: Aspect) => {
    const [width, height] = aspect.split(':').map(Number) as [number, number]
    return Math.log(width / height)
  }
  return made.toSorted((a, b) => Math.abs(ratio(a) - ratio(wanted)) - Math.abs(ratio(b) - ratio(wanted)))[0] as Aspect
}
