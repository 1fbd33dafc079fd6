/** The video creator's requests with the rules for what people write in them. */
import { z } from 'zod'
import type { FieldCode } from '../messages/failures.ts'
import type { Params } from '../messages/locale.ts'
import { promptBytesMax } from './contract.ts'
import { changeVideo, createVideo, editedScene, editScript } from './video-contract.ts'
import { videoLimits } from './video-limits.ts'
import { graphemeCount, nothingVisible } from './validation.ts'

/** Text as people write it: so many graphemes, and what a database can hold. With `emptyCode` something must be visible in it. */
const written = (max: number, emptyCode: FieldCode | null = null) =>
  z.string().check((ctx) => {
    const { value } = ctx
    const fail = (code: FieldCode, params: Params = {}) => void ctx.issues.push({ code: 'custom', input: '', params: { code, params } })
    if (emptyCode !== null && nothingVisible.test(value)) return fail(emptyCode)
    if (Buffer.byteLength(value) > promptBytesMax) return fail('prompt_too_long', { max: promptBytesMax, unit: 'bytes' })
    if (graphemeCount(value, max) > max) return fail('prompt_too_long', { max })
    if (!value.isWellFormed() || value.includes('\0')) return fail('invalid')
  })

const topic = written(videoLimits.topicMax, 'topic_empty')
const audience = written(videoLimits.audienceMax)
const tone = written(videoLimits.toneMax)

export const createVideoBody = createVideo.extend({ topic, audience: audience.optional(), tone: tone.optional() })
export const changeVideoBody = changeVideo.extend({ topic: topic.optional(), audience: audience.optional(), tone: tone.optional() })
export const editScriptBody = editScript.extend({
  title: written(videoLimits.titleMax),
  scenes: z.array(editedScene.extend({ title: written(videoLimits.titleMax), narration: written(videoLimits.narrationMax), shot: written(videoLimits.shotMax) })).max(1000),
})
