/** What steps cost, before anybody asks for them. Pure. */
import type { QuoteVideo, VideoModels, VideoPrices, VideoQuote } from '../../api/video-contract.ts'
import type { Model, RequestOf } from '../../providers/provider.ts'
import type { Models } from '../../providers/registry.ts'
import { picturesPlan, productionPlan, rewritePlan, scriptPlan, storyboardPlan, unpictured, type Plan } from './plan.ts'
import { clipRequest, longestClip, pictureRequest, voiceRequest } from './requests.ts'
import type { VideoData } from './rows.ts'
import type { ProjectView } from './state.ts'

/** between the four and eight seconds that writers are asked for */
const usualSceneSeconds = 6

const creditsOf = (plan: Plan): number | null => (plan.type === 'plan' ? plan.credits : null)

/** What the next steps would cost now. */
export function pricesOf(view: ProjectView, models: Models, finalCredits: number): VideoPrices {
  const first = view.scenes[0]
  const unmade = productionPlan(view, models)
  const count = (piece: 'clip' | 'voice') => view.scenes.filter((scene) => scene[piece]?.fresh === false).length
  const credits = productionCredits(view, unmade, models)
  return {
    script: creditsOf(scriptPlan(view.rows.data, models)),
    rewrite: first === undefined ? null : creditsOf(rewritePlan(view, models, first)),
    picture: pricedPicture(view, models),
    storyboard: { pictures: unpictured(view).length, credits: creditsOf(storyboardPlan(view, models)) },
    video: { clips: count('clip'), voices: count('voice'), final: finalCredits, credits: credits === null ? null : credits + finalCredits },
  }
}

/** Of any scene that has words for one. */
function pricedPicture(view: ProjectView, models: Models): number | null {
  const scene = view.scenes.find(({ scene: { shot } }) => shot.trim() !== '')
  return scene === undefined ? null : creditsOf(picturesPlan(view, models, [scene]))
}

/** What clips and voices cost; before there are pictures, what they will. */
function productionCredits(view: ProjectView, plan: Plan, models: Models): number | null {
  if (view.have !== 'script') return creditsOf(plan)
  return creditsOf(productionPlan(withAnyPictures(view), models))
}

const anyPicture = { id: '', role: 'image', mime: 'image/png', bytes: 0, storage_key: '', width: 1024, height: 1024, seconds: null, placeholder: null }
/** The same project as if every picture were there: prices depend on lengths and words, not on pictures. */
const withAnyPictures = (view: ProjectView): ProjectView => ({
  ...view,
  scenes: view.scenes.map((scene) => ({ ...scene, picture: { ...scene.picture, fresh: true, made: scene.picture.made ?? { file: anyPicture, preview: null, job: null as never } } })),
})

/** The longest clip that the chosen model makes; null: any. */
export function clipSecondsMax({ rows: { data } }: ProjectView, models: Models): number | null {
  return longestClip(models.find(data.models.video)?.model.limits ?? {})
}

/** What a video would come to before it is begun: its script exactly, the rest for as many scenes as a writer usually makes. */
export function quoteOf(
  models: Models,
  chosen: { models: VideoModels; narration: boolean },
  { seconds = 30, aspect = '16:9', language = 'en' }: QuoteVideo,
  { finalCredits, available }: { finalCredits: number; available: number },
): VideoQuote {
  const count = Math.max(1, Math.round(seconds / usualSceneSeconds))
  const scene = { id: '', title: '', shot: 'x', seconds: seconds / count, narration: 'x'.repeat(Math.round((seconds / count) * (language === 'zh' ? 4 : 13))) }
  const data: VideoData = { topic: 'x', audience: '', tone: '', seconds, aspect, language, ...chosen }
  const price = <K extends 'image' | 'video' | 'speech'>(kind: K, request: (model: Model) => RequestOf<K>) => {
    const model = chosen.models[kind] === null ? undefined : models.find(chosen.models[kind])?.model
    return model === undefined ? null : model.price(request(model)) * count
  }
  const script = creditsOf(scriptPlan(data, models))
  const storyboard = price('image', (model) => pictureRequest(scene, aspect, model, 0))
  const clips = price('video', (model) => clipRequest(scene, aspect, anyPicture, model, 0))
  const voices = chosen.narration ? price('speech', () => voiceRequest(scene, data)) : 0
  const video = clips === null || voices === null ? null : clips + voices + finalCredits
  const total = script === null || storyboard === null || video === null ? null : script + storyboard + video
  return { script, scenes: count, storyboard, video, total, available, narrationAvailable: models.defaultFor('speech') !== null, refund: 'unfinished_work_is_free' }
}
