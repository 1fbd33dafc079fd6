/** The film studio's requests with the rules for what people write in them. */
import { z } from 'zod'
import type { FieldCode } from '../messages/failures.ts'
import type { Params } from '../messages/locale.ts'
import {
  createFilm, createFilmAsset, createFilmShot, createFilmShots, filmNameMax, filmTextMax, patchFilm, patchFilmAsset, patchFilmShot,
} from './film-contract.ts'
import { graphemeCount, nothingVisible } from './validation.ts'

/** Text as people write it: so many graphemes, and what a database can hold. An empty one is a draft. */
const written = (max: number, emptyCode: FieldCode | null = null) =>
  z.string().check((ctx) => {
    const { value } = ctx
    const fail = (code: FieldCode, params: Params = {}) => void ctx.issues.push({ code: 'custom', input: '', params: { code, params } })
    if (emptyCode !== null && nothingVisible.test(value)) return fail(emptyCode)
    if (graphemeCount(value, max) > max || Buffer.byteLength(value) > max * 8) return fail('prompt_too_long', { max })
    if (!value.isWellFormed() || value.includes('\0')) return fail('invalid')
  })

const name = written(filmNameMax, 'required')
const text = written(filmTextMax)

export const createFilmBody = createFilm.extend({ name: name.optional() })
export const patchFilmBody = patchFilm.extend({ name: name.optional() })
export const createAssetBody = createFilmAsset.extend({ name, prompt: text.optional() })
export const patchAssetBody = patchFilmAsset.extend({ name: name.optional(), prompt: text.optional() })
const shotBody = createFilmShot.extend({ text })
export const createShotsBody = createFilmShots.extend({ shots: z.array(shotBody).min(1).max(200) })
export const patchShotBody = patchFilmShot.extend({ text: text.optional() })
