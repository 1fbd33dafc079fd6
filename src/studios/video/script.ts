/**
 * The script of a video: defined once, for the local writer and for any model with structured output. A studio asks with
 * `scriptRequest` and reads the answer with `readScript`, whoever wrote it.
 */
import { z } from 'zod'
import { type SpokenLanguage, spokenSeconds, spokenUnits } from '../../media/speech-rate.ts'
import { spread } from '../../media/spread.ts'
import type { TextRequest } from '../../providers/provider.ts'

export const scriptLimits = { secondsMin: 5, secondsMax: 300, scenesMax: 60, titleCharsMax: 120, narrationCharsMax: 1200, shotCharsMax: 2000 }

export const briefSchema = z.object({
  topic: z.string().trim().min(1).max(2000),
  audience: z.string().trim().max(200).default(''),
  tone: z.string().trim().max(200).default(''),
  /** the length of the video */
  seconds: z.number().min(scriptLimits.secondsMin).max(scriptLimits.secondsMax),
  aspect: z.enum(['1:1', '16:9', '9:16', '4:3', '3:4']),
  language: z.enum(['en', 'zh']),
  /** left out: one for every four to eight seconds */
  scenes: z.number().int().min(1).max(scriptLimits.scenesMax).optional(),
})
export type Brief = z.infer<typeof briefSchema>

export const sceneSchema = z.object({
  /** short words on the picture; may be empty */
  title: z.string().max(scriptLimits.titleCharsMax),
  narration: z.string().min(1).max(scriptLimits.narrationCharsMax),
  /** what the picture shows and what the camera does */
  shot: z.string().min(1).max(scriptLimits.shotCharsMax),
  seconds: z.number().positive(),
})
export const scriptSchema = z.object({ title: z.string().min(1).max(scriptLimits.titleCharsMax), scenes: z.array(sceneSchema).min(1).max(scriptLimits.scenesMax) })
export type Scene = z.infer<typeof sceneSchema>
export type Script = z.infer<typeof scriptSchema>

/** The same as JSON Schema, without the bounds that strict structured output knows nothing of. */
export const scriptJsonSchema = {
  name: 'video_script',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'scenes'],
    properties: {
      title: { type: 'string', description: 'Title of the video, a few words' },
      scenes: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['title', 'narration', 'shot', 'seconds'],
          properties: {
            title: { type: 'string', description: 'One to five words shown on the picture' },
            narration: { type: 'string', description: 'What is spoken in this scene' },
            shot: { type: 'string', description: 'What the picture shows (subject, place, light, style) and what the camera does' },
            seconds: { type: 'number', description: 'How long the scene lasts' },
          },
        },
      },
    },
  },
} satisfies NonNullable<TextRequest['schema']>

/** Asks for a script. The brief travels as JSON, which the local writer reads; the system text tells a model what to do with it. */
export function scriptRequest(brief: Brief, seed: number): TextRequest {
  return { kind: 'text', system: instructions(brief), prompt: JSON.stringify({ ...brief, seed }), schema: scriptJsonSchema }
}

function instructions({ language, seconds, scenes }: Brief): string {
  const count = scenes ?? `${Math.max(1, Math.ceil(seconds / 8))} to ${Math.max(1, Math.floor(seconds / 4))}`
  return [
    'You write scripts for short narrated videos. The user message is the brief, as JSON. Answer with JSON of the given schema only.',
    `Write ${language === 'zh' ? 'in natural Simplified Chinese' : 'in English'}: titles, narration and shots. Address the audience of the brief in its tone.`,
    `Make ${count} scenes of 4 to 8 seconds that together last exactly ${seconds} seconds: a hook, a development, a turn, a close.`,
    `Narration is spoken at ${language === 'zh' ? '4.2 characters' : '2.3 words'} a second and must fit its scene. No stage directions in it.`,
    'Each shot stands alone: it names the subject, the place, the light, one consistent style, and one camera move.',
  ].join('\n')
}

/** The same for one scene. */
export const sceneJsonSchema = {
  name: 'video_scene',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'narration', 'shot'],
    properties: {
      title: scriptJsonSchema.schema.properties.scenes.items.properties.title,
      narration: scriptJsonSchema.schema.properties.scenes.items.properties.narration,
      shot: scriptJsonSchema.schema.properties.scenes.items.properties.shot,
    },
  },
} satisfies NonNullable<TextRequest['schema']>

/** Asks for another text of one scene, which must fit between its neighbours and into its seconds. @param index from 0 */
export function sceneRequest(brief: Brief, script: Script, index: number, seed: number): TextRequest {
  const { language } = brief
  const { seconds } = script.scenes[index] as Scene
  const system = [
    'You write scripts for short narrated videos. The user message is a brief and its script, as JSON. Answer with JSON of the given schema only.',
    `Write the scene at index ${index} anew: another thought or another image, that follows from the scene before and leads to the next.`,
    `Write ${language === 'zh' ? 'in natural Simplified Chinese' : 'in English'}. Address the audience of the brief in its tone.`,
    `Narration is spoken at ${language === 'zh' ? '4.2 characters' : '2.3 words'} a second and must fit ${seconds} seconds. No stage directions in it.`,
    'The shot stands alone: it names the subject, the place, the light, the style of the other shots, and one camera move.',
  ].join('\n')
  return { kind: 'text', system, prompt: JSON.stringify({ ...brief, scenes: script.scenes.length, seed, index, script }), schema: sceneJsonSchema }
}

/** Why a script cannot be used; the words are in messages. */
export type ScriptRefusal = { code: 'not_a_script' } | { code: 'empty' } | { code: 'too_many_scenes'; max: number } | { code: 'wrong_language' } | { code: 'too_long'; neededSeconds: number; seconds: number }

export type ScriptReading = { type: 'script'; script: Script } | { type: 'refused'; reason: ScriptRefusal }

/** Said this much faster than at an easy pace, narration still sounds natural. */
const HURRY = 1.3

const looseScene = z.object({ title: z.string().nullish(), narration: z.string(), shot: z.string().nullish(), seconds: z.coerce.number().nullish().catch(null) })
const looseScript = z.object({ title: z.string().nullish(), scenes: z.array(looseScene) })

/**
 * Reads what a writer answered, and mends what can be mended: text around the JSON, missing titles, durations that do not add
 * up. Refuses what cannot: no script, no narration, far more of it than there is time for, another language.
 */
export function readScript(text: string, brief: Pick<Brief, 'seconds' | 'language' | 'topic'>): ScriptReading {
  const refused = (reason: ScriptRefusal): ScriptReading => ({ type: 'refused', reason })
  const read = looseScript.safeParse(jsonIn(text))
  if (!read.success) return refused({ code: 'not_a_script' })
  const scenes = read.data.scenes
    .map((scene) => ({ ...scene, narration: tidy(scene.narration, scriptLimits.narrationCharsMax) }))
    .filter((scene) => scene.narration !== '')
    .map((scene) => ({
      title: tidy(scene.title ?? '', scriptLimits.titleCharsMax),
      narration: scene.narration,
      shot: tidy(scene.shot ?? '', scriptLimits.shotCharsMax) || scene.narration,
      seconds: scene.seconds ?? 0,
    }))
  if (scenes.length === 0) return refused({ code: 'empty' })
  if (scenes.length > scriptLimits.scenesMax) return refused({ code: 'too_many_scenes', max: scriptLimits.scenesMax })
  if (speaks(scenes, brief.language) === false) return refused({ code: 'wrong_language' })
  const script = { title: tidy(read.data.title ?? '', scriptLimits.titleCharsMax) || tidy(brief.topic, scriptLimits.titleCharsMax), scenes }
  const needed = neededSeconds(script, brief.language)
  if (needed > brief.seconds * HURRY) return refused({ code: 'too_long', neededSeconds: Math.ceil(needed), seconds: brief.seconds })
  return { type: 'script', script: withDurations(script, brief) }
}

export type SceneReading = { type: 'scene'; scene: Scene } | { type: 'refused'; reason: ScriptRefusal }

/** so long a scene that is written anew may become, where it has more to say than the one before */
const REWRITTEN_SECONDS_MAX = 20

/** Reads one scene as `readScript` reads all of them. It keeps its `seconds`, unless what is said now needs more. */
export function readScene(text: string, { language, seconds }: { language: SpokenLanguage; seconds: number }): SceneReading {
  const refused = (reason: ScriptRefusal): SceneReading => ({ type: 'refused', reason })
  const read = looseScene.safeParse(jsonIn(text))
  if (!read.success) return refused({ code: 'not_a_script' })
  const narration = tidy(read.data.narration, scriptLimits.narrationCharsMax)
  if (narration === '') return refused({ code: 'empty' })
  if (speaks([{ narration }], language) === false) return refused({ code: 'wrong_language' })
  const needed = spokenSeconds(narration, language) + 0.65
  if (needed > Math.max(seconds, REWRITTEN_SECONDS_MAX) * HURRY) return refused({ code: 'too_long', neededSeconds: Math.ceil(needed), seconds })
  const scene = { title: tidy(read.data.title ?? '', scriptLimits.titleCharsMax), narration, shot: tidy(read.data.shot ?? '', scriptLimits.shotCharsMax) || narration }
  return { type: 'scene', scene: { ...scene, seconds: needed > seconds * HURRY ? Math.ceil(needed * 10) / 10 : seconds } }
}

/** How long the narration takes to say. */
export const neededSeconds = (script: Pick<Script, 'scenes'>, language: SpokenLanguage): number => script.scenes.reduce((sum, scene) => sum + spokenSeconds(scene.narration, language), 0)

/**
 * The same script with durations that add up to the length asked, exactly. The writer's own are kept in proportion where they
 * are sound; a scene whose narration would not fit takes from those that have time to spare.
 */
export function withDurations(script: Script, { seconds, language }: { seconds: number; language: SpokenLanguage }): Script {
  const given = script.scenes.reduce((sum, scene) => sum + scene.seconds, 0)
  const sound = script.scenes.every((scene) => scene.seconds > 0) && given > seconds * 0.4 && given < seconds * 2.5
  const weights = script.scenes.map((scene) => {
    const spoken = spokenSeconds(scene.narration, language) + 0.65
    return sound ? Math.max((scene.seconds / given) * seconds, spoken) : Math.max(1.5, spoken)
  })
  const parts = spread(weights, seconds)
  return { ...script, scenes: script.scenes.map((scene, i) => ({ ...scene, seconds: parts[i]! })) }
}

/** null: too little to say. */
function speaks(scenes: readonly { narration: string }[], language: SpokenLanguage): boolean | null {
  const text = scenes.map((scene) => scene.narration).join(' ')
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0, latin = spokenUnits(text.replace(/\p{Script=Han}/gu, ' '), 'en')
  if (han + latin < 8) return null
  return language === 'zh' ? han > latin : latin * 2 > han
}

/** The JSON object in an answer, also where words or a code fence stand around it. */
function jsonIn(text: string): unknown {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      return JSON.parse(candidate)
    } catch {
      // the next reading
    }
  }
  return null
}

function tidy(text: string, charsMax: number): string {
  const clean = text.replace(/\s+/gu, ' ').trim()
  return clean.length <= charsMax ? clean : `${clean.slice(0, charsMax - 1).trimEnd()}…`
}
