/** The body of a new work with the rules for what people write in it. */
import { z } from 'zod'
import type { FieldCode } from '../messages/failures.ts'
import type { Params } from '../messages/locale.ts'
import { clothingGraphemesMax, createWork, markTextGraphemesMax, watermark } from './contract-photography.ts'
import { graphemeCount, isEmptyText } from './validation.ts'

/** A line people write: bounded in what they would count, and text a database can hold. */
const line = (max: number, empty: 'allowed' | 'refused') =>
  z.string().check((ctx) => {
    const { value } = ctx
    const fail = (code: FieldCode, params: Params = {}) => void ctx.issues.push({ code: 'custom', input: '', params: { code, params } })
    if (empty === 'refused' && isEmptyText(value)) return fail('required')
    // a grapheme may have many bytes; nobody needs this many
    if (Buffer.byteLength(value) > max * 32 || graphemeCount(value, max) > max) return fail('text_too_long', { max })
    if (!value.isWellFormed() || value.includes('\0')) return fail('invalid')
  })

const [text, image] = watermark.options
const parameters = createWork.shape.parameters.unwrap()

export const createWorkBody = createWork.extend({
  parameters: parameters.extend({ clothing: line(clothingGraphemesMax, 'allowed').optional() }).optional(),
  watermark: z.discriminatedUnion('type', [text.extend({ text: line(markTextGraphemesMax, 'refused') }), image]).nullable().optional(),
})
