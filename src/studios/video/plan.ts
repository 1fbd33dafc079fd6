/** What each step would buy now: a quote and a purchase go through here alike. Pure but for ids and seeds. */
import { randomInt } from 'node:crypto'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { NewJob } from '../../engine/types.ts'
import type { ModelKind, ModelRequest } from '../../providers/provider.ts'
import type { Models } from '../../providers/registry.ts'
import { chooseModel, limitFields } from '../choose.ts'
import type { FinalInput } from './final-kind.ts'
import { clipVideo, narrationSpeech, sceneRewrite, storyboardImage, videoFinal, videoScript } from './names.ts'
import { clipRequest, longestClip, pictureRequest, voiceRequest } from './requests.ts'
import type { JobRow, VideoData } from './rows.ts'
import { sceneRequest, scriptRequest, type Brief } from './script.ts'
import type { Piece, ProjectView, SceneView } from './state.ts'
import { isOpen } from './statechart.ts'

export type PlannedJob = NewJob & { price: number }
export type Plan = { type: 'plan'; jobs: PlannedJob[]; credits: number } | { type: 'invalid'; fields: FieldProblem[] }

const seedMax = 2 ** 31 - 1
const anySeed = () => randomInt(seedMax)
const fieldsMax = 20

export const briefOf = ({ topic, audience, tone, seconds, aspect, language }: VideoData): Brief => ({ topic, audience, tone, seconds, aspect, language })

/** Is its newest job still under way? */
export const isBusy = (piece: Piece | null): boolean => piece?.newest !== null && piece?.newest !== undefined && isOpen(piece.newest.status)

type Made = { job: PlannedJob } | { fields: FieldProblem[] }
type Wanted<K extends ModelKind> = { kind: string; medium: K; model: string | null; request: (model: Parameters<typeof pictureRequest>[2]) => ModelRequest; facts: Record<string, unknown>; /** of the request's field, in the body */ at: (field: string) => string; before?: JobRow | null }

function make<K extends ModelKind>(models: Models, { kind, medium, model: wanted, request: asking, facts, at, before }: Wanted<K>): Made {
  const choice = chooseModel(models, medium, wanted ?? undefined)
  if (choice.type === 'refused') return { fields: choice.fields }
  const { model } = choice.offer
  const request = asking(model)
  const fields = limitFields(choice.offer, request, at)
  if (fields.length > 0) return { fields }
  const again = before !== null && before !== undefined && (before.status === 'failed' || before.status === 'cancelled')
  return { job: { id: newId(), kind, input: { model: model.id, request, ...facts }, price: model.price(request), ...(again && { retryOf: before.id }) } }
}

function planOf(made: readonly Made[]): Plan {
  const fields = made.flatMap((one) => ('fields' in one ? one.fields : []))
  if (fields.length > 0) {
    // a model that is not there is one thing that is wrong, however many pieces it would have made
    const distinct = [...new Map(fields.map((field) => [`${field.pointer} ${field.code}`, field])).values()]
    return { type: 'invalid', fields: distinct.slice(0, fieldsMax) }
  }
  const jobs = made.flatMap((one) => ('job' in one ? [one.job] : []))
  return { type: 'plan', jobs, credits: jobs.reduce((sum, { price }) => sum + price, 0) }
}

/** A script for the brief; another one each time. */
export function scriptPlan(data: VideoData, models: Models, before?: JobRow | null): Plan {
  const brief = briefOf(data)
  return planOf([
    make(models, { kind: videoScript, medium: 'text', model: data.models.text, request: () => scriptRequest(brief, anySeed()), facts: { brief }, at: () => '/topic', before: before ?? null }),
  ])
}

/** Another text of one scene. */
export function rewritePlan({ rows: { data }, script }: ProjectView, models: Models, { scene, number, rewrite }: SceneView): Plan {
  const brief = briefOf(data)
  const text = script!.script
  return planOf([
    make(models, {
      kind: sceneRewrite, medium: 'text', model: data.models.text, request: () => sceneRequest(brief, text, number - 1, anySeed()),
      facts: { sceneId: scene.id, of: script!.after, brief, seconds: scene.seconds }, at: () => `/scenes/${number - 1}`, before: rewrite,
    }),
  ])
}

/** The pictures of these scenes. */
export function picturesPlan({ rows: { data } }: ProjectView, models: Models, scenes: readonly SceneView[], seed?: number): Plan {
  return planOf(
    scenes.map(({ scene, number, picture }) => {
      const at = (field: string) => (field === 'prompt' ? `/scenes/${number - 1}/shot` : `/${field}`)
      if (scene.shot.trim() === '') return { fields: [{ pointer: at('prompt'), code: 'prompt_empty' }] }
      return make(models, {
        kind: storyboardImage, medium: 'image', model: data.models.image, request: (model) => pictureRequest(scene, data.aspect, model, seed ?? anySeed()),
        facts: { sceneId: scene.id, madeOf: picture.digest }, at, before: picture.newest,
      })
    }),
  )
}

/** Scenes whose picture is missing or of an earlier text, and not under way. */
export const unpictured = (view: ProjectView): SceneView[] => view.scenes.filter(({ picture }) => !picture.fresh && !isBusy(picture))
export const storyboardPlan = (view: ProjectView, models: Models): Plan => picturesPlan(view, models, unpictured(view))

/** Clips and spoken texts that are missing or stale. Every scene has its picture. */
export function productionPlan({ rows: { data }, scenes }: ProjectView, models: Models): Plan {
  const offer = models.find(data.models.video)
  const longest = longestClip(offer?.model.limits ?? {})
  return planOf(
    scenes.flatMap(({ scene, number, picture, clip, voice }) => {
      const at = (field: string) => `/scenes/${number - 1}/${field === 'prompt' ? 'shot' : field === 'text' ? 'narration' : field}`
      const facts = (piece: Piece) => ({ sceneId: scene.id, madeOf: piece.digest })
      const wanted: Made[] = []
      if (!clip.fresh && !isBusy(clip) && picture.made !== null) {
        const { file } = picture.made
        if (longest !== null && scene.seconds > longest) wanted.push({ fields: [{ pointer: at('seconds'), code: 'out_of_range', params: { min: 1, max: longest } }] })
        else wanted.push(make(models, { kind: clipVideo, medium: 'video', model: data.models.video, request: (model) => clipRequest(scene, data.aspect, file, model, anySeed()), facts: facts(clip), at, before: clip.newest }))
      }
      if (voice !== null && !voice.fresh && !isBusy(voice))
        wanted.push(make(models, { kind: narrationSpeech, medium: 'speech', model: data.models.speech, request: () => voiceRequest(scene, data), facts: facts(voice), at, before: voice.newest }))
      return wanted
    }),
  )
}

/** All of it, to be put together. Every piece is there. */
export function finalJob(view: ProjectView): NewJob {
  const { rows: { data, jobs }, script, scenes, filmDigest } = view
  const file = (piece: Piece | null) => (piece?.made ? { fileId: piece.made.file.id, storageKey: piece.made.file.storage_key } : null)
  const input: FinalInput = {
    madeOf: filmDigest!,
    title: script!.script.title,
    aspect: data.aspect,
    scenes: scenes.map(({ scene, clip, voice }) => ({ sceneId: scene.id, title: scene.title, narration: scene.narration, seconds: scene.seconds, clip: file(clip)!, voice: file(voice) })),
  }
  const before = jobs.find((job) => job.kind === videoFinal)
  return { id: newId(), kind: videoFinal, input, ...(before && (before.status === 'failed' || before.status === 'cancelled') && { retryOf: before.id }) }
}
