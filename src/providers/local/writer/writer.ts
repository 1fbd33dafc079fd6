import { z } from 'zod'
import { jobError } from '../../../engine/errors.ts'
import { hashText } from '../paint/random.ts'
import type { Script } from './types.ts'
import { writeScript } from './write.ts'

/** The schema it can fill: what video asks for, by the name that travels in the request. */
const SCRIPT = 'video_script'

const briefSchema = z.object({
  topic: z.string().trim().min(1).max(4000),
  audience: z.string().max(400).default(''),
  tone: z.string().max(400).default(''),
  seconds: z.number().min(3).max(600).default(30),
  aspect: z.string().default('16:9'),
  language: z.enum(['en', 'zh']).optional(),
  scenes: z.number().int().min(1).max(120).optional(),
  seed: z.number().optional(),
})

/**
 * Answers a request for text without a model: a script for the brief that the prompt holds as JSON, or for a topic in plain
 * words. Asked for the script's schema, it answers with its JSON, else with the narration alone.
 * @throws JobError `invalid_input` with `field` where the prompt holds neither, or another schema is asked for
 */
export function writeText(request: { prompt: string; schema: { name: string } | null }): string {
  if (request.schema !== null && request.schema.name !== SCRIPT) throw jobError('invalid_input', { params: { field: 'schema' }, acceptance: 'surely-not' })
  const read = briefSchema.safeParse(briefIn(request.prompt))
  if (!read.success) throw jobError('invalid_input', { params: { field: read.error.issues[0]?.path.join('.') || 'prompt' }, acceptance: 'surely-not', cause: read.error })
  const { seed = hashText(request.prompt), language = /\p{Script=Han}/u.test(read.data.topic) ? 'zh' : 'en', scenes, ...brief } = read.data
  const script = writeScript({ ...brief, language, ...(scenes !== undefined && { scenes }) }, seed)
  return request.schema === null ? plainText(script, language) : JSON.stringify(script)
}

function briefIn(prompt: string): unknown {
  if (!prompt.trimStart().startsWith('{')) return { topic: prompt }
  try {
    return JSON.parse(prompt)
  } catch {
    return { topic: prompt }
  }
}

const plainText = (script: Script, language: 'en' | 'zh'): string => script.scenes.map((scene) => scene.narration).join(language === 'zh' ? '' : ' ')
