import { z } from 'zod'
import { jobError } from '../../../engine/errors.ts'
import { hashText } from '../paint/random.ts'
import type { Script } from './types.ts'
import { writeScript } from './write.ts'

/** The schemas it can fill: what video asks for, by the names that travel in the request. */
const SCRIPT = 'video_script', SCENE = 'video_scene'

const briefSchema = z.object({
  topic: z.string().trim().min(1).max(20_000),
  audience: z.string().max(400).default(''),
  tone: z.string().max(400).default(''),
  seconds: z.number().min(3).max(600).default(30),
  aspect: z.string().default('16:9'),
  language: z.enum(['en', 'zh']).optional(),
  scenes: z.number().int().min(1).max(120).optional(),
  seed: z.number().optional(),
  /** which scene is wanted, of as many */
  index: z.number().int().min(0).optional(),
})

/**
 * Answers a request for text without a model: a script for the brief that the prompt holds as JSON, or for a topic in plain
 * words. Asked for the schema of a script or a scene, it answers with its JSON, else with the narration alone.
 * @throws JobError `invalid_input` with `field` where the prompt holds neither, or another schema is asked for
 */
export function writeText(request: { prompt: string; schema: { name: string } | null }): string {
  if (request.schema !== null && request.schema.name !== SCRIPT && request.schema.name !== SCENE) throw jobError('invalid_input', { params: { field: 'schema' }, acceptance: 'surely-not' })
  const read = briefSchema.safeParse(briefIn(request.prompt))
  if (!read.success) throw jobError('invalid_input', { params: { field: read.error.issues[0]?.path.join('.') || 'prompt' }, acceptance: 'surely-not', cause: read.error })
  const { seed = hashText(request.prompt), language = /\p{Script=Han}/u.test(read.data.topic) ? 'zh' : 'en', scenes, index = 0, ...brief } = read.data
  const script = writeScript({ ...brief, language, ...(scenes !== undefined && { scenes }) }, seed)
  if (request.schema === null) return plainText(script, language)
  // another script of the same shape, and of it the scene in that place
  return JSON.stringify(request.schema.name === SCENE ? script.scenes[Math.min(index, script.scenes.length - 1)] : script)
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
