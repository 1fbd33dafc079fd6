/** From what zod found wrong to the fields of a problem. */
import { z } from 'zod'
import { createTask, promptBytesMax, promptGraphemesMax } from './contract.ts'
import { problems, type FieldProblem, type ProblemError } from './problems.ts'
import type { FieldCode } from '../messages/failures.ts'
import type { Params } from '../messages/locale.ts'

type Part = 'body' | 'querystring' | 'params' | 'headers'

/** JSON pointer (RFC 6901). The body is the document itself; other parts stand under their name. */
const pointer = (part: string, path: readonly PropertyKey[]) =>
  [...(part === 'body' ? [] : [part === 'querystring' ? 'query' : part]), ...path]
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')

/** The refusal for a part of a request that does not fit its schema. */
export function invalidInput(error: z.ZodError, part: Part): ProblemError {
  // bounded: a body of a thousand unknown fields gets a short answer
  return problems.invalidInput(error.issues.flatMap((issue) => fieldsOf(issue, part)).slice(0, 20))
}

function fieldsOf(issue: z.core.$ZodIssue, part: Part): FieldProblem[] {
  const at = pointer(part, issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: at + pointer('body', [key]), code: 'unknown_field', params: { field: key.slice(0, 100) } }))
    case 'invalid_type':
      return [issue.input === undefined ? { pointer: at, code: 'required' } : { pointer: at, code: 'wrong_type', params: { expected: issue.expected } }]
    case 'too_small':
      return [{ pointer: at, code: 'out_of_range', params: { min: Number(issue.minimum) } }]
    case 'too_big':
      return [{ pointer: at, code: 'out_of_range', params: { max: Number(issue.maximum) } }]
    case 'custom':
      return [{ pointer: at, code: (issue.params?.code as FieldCode | undefined) ?? 'invalid', params: issue.params?.params as Params }]
    default:
      return [{ pointer: at, code: 'invalid' }]
  }
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Counts what a person would call characters, no further than needed to know that there are too many. */
export function graphemeCount(text: string, stopAbove: number): number {
  // a grapheme has at least one code unit, so a short text needs no counting
  if (text.length <= stopAbove) return text.length
  let count = 0
  for (const _ of graphemes.segment(text)) if (++count > stopAbove) break
  return count
}

export const nothingVisible = /^[\p{White_Space}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u

/** Whether nothing of it can be seen. */
export const isEmptyText = (text: string): boolean => nothingVisible.test(text)

/** The prompt as a person writes it: something visible, 2,000 graphemes, 16 KiB, and text a database can hold. */
export const promptText = z.string().check((ctx) => {
  const { value } = ctx
  const fail = (code: FieldCode, params: Params = {}) => void ctx.issues.push({ code: 'custom', input: '', params: { code, params } })
  if (nothingVisible.test(value)) return fail('prompt_empty')
  if (Buffer.byteLength(value) > promptBytesMax) return fail('prompt_too_long', { max: promptBytesMax, unit: 'bytes' })
  if (graphemeCount(value, promptGraphemesMax) > promptGraphemesMax) return fail('prompt_too_long', { max: promptGraphemesMax })
  // half a surrogate pair, or NUL, which PostgreSQL's text cannot hold
  if (!value.isWellFormed() || value.includes('\0')) return fail('invalid')
})

/** The contract's shape with its rules for the prompt. */
export const createTaskBody = createTask.extend({ prompt: promptText })
