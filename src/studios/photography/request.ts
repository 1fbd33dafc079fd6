/** From what somebody asks for to the jobs that make it; everything that does not fit is found here, before anything is held. */
import type { CreateWork } from '../../api/contract-photography.ts'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { NewJob } from '../../engine/types.ts'
import { asSource, type Files, type StoredFile } from '../../media/files.ts'
import { locales, type Locale } from '../../messages/locale.ts'
import { photographyApiWords } from '../../messages/studios/photography-api.ts'
import type { ImageRequest, SourceImage } from '../../providers/provider.ts'
import type { Models, Offer } from '../../providers/registry.ts'
import { chooseModel, limitFields } from '../choose.ts'
import type { PhotographInput } from './kinds.ts'
import { photographGeneration } from './names.ts'
import { usualModel } from './prices.ts'
import { photographPrompt } from './prompt.ts'
import type { WorkData } from './rows.ts'
import { sceneIds, sceneOf, type Scene } from './scenes.ts'
import { photographSeed } from './state.ts'
import { usualParameters } from './usual.ts'

export type Wanted = Omit<CreateWork, 'priceVersion'> & { seed: number; /** what it is called, if it has a name already */ title?: string; locale: Locale }
/** Everything a work's photographs are made of. */
export type Prepared = { data: WorkData; scene: Scene; offer: Offer; uploads: SourceImage[]; mark: SourceImage | null }

/** What is missing is as usual; what does not fit is named. */
export async function prepareWork(models: Models, files: Files, accountId: string, wanted: Wanted): Promise<{ type: 'prepared'; work: Prepared } | { type: 'invalid'; fields: FieldProblem[] }> {
  const fields: FieldProblem[] = []
  const scene = sceneOf(wanted.sceneId)
  if (scene === null) fields.push({ pointer: '/sceneId', code: 'not_one_of', params: { allowed: sceneIds.join(', ') } })
  const { time, colour } = wanted.parameters ?? {}
  if (scene !== null && time !== undefined && !scene.times.includes(time)) fields.push({ pointer: '/parameters/time', code: 'not_one_of', params: { allowed: scene.times.join(', ') } })
  if (scene !== null && colour !== undefined && !scene.colours.includes(colour))
    fields.push({ pointer: '/parameters/colour', code: scene.colours.length === 0 ? 'unknown_field' : 'not_one_of', params: { field: 'colour', allowed: scene.colours.join(', ') } })

  // the same picture twice is one picture
  const uploadIds = [...new Set(wanted.uploadIds)]
  const markId = wanted.watermark?.type === 'image' ? wanted.watermark.uploadId : null
  const found = new Map((await files.find(accountId, [...uploadIds, ...(markId === null ? [] : [markId])])).map((file) => [file.id, file]))
  const picture = (id: string, pointer: string): SourceImage | null => {
    const file = found.get(id)
    if (file !== undefined && isPicture(file)) return asSource(file)
    fields.push({ pointer, code: file === undefined ? 'file_unknown' : 'not_a_picture' })
    return null
  }
  const uploads = uploadIds.flatMap((id) => picture(id, `/uploadIds/${wanted.uploadIds.indexOf(id)}`) ?? [])
  const mark = markId === null ? null : picture(markId, '/watermark/uploadId')

  const choice = chooseModel(models, 'image', wanted.models?.image ?? usualModel(models))
  if (choice.type === 'refused') fields.push(...choice.fields)
  if (fields.length > 0 || scene === null || choice.type === 'refused') return { type: 'invalid', fields }

  const data: WorkData = {
    uploadIds,
    sceneId: scene.id,
    parameters: { ...usualParameters(scene), ...wanted.parameters },
    count: wanted.count ?? 2,
    aspect: wanted.aspect ?? scene.aspect,
    seed: wanted.seed,
    watermark: wanted.watermark ?? null,
    models: { image: choice.offer.model.id },
    title: wanted.title ?? photographyApiWords[wanted.locale].scenes[scene.id]!.name,
  }
  const work: Prepared = { data, scene, offer: choice.offer, uploads, mark }
  // a model that looks at no references would make pictures of somebody else
  if ((choice.offer.model.limits.referencesMax ?? 0) === 0) return { type: 'invalid', fields: [{ pointer: '/models/image', code: 'model_without_references', params: { model: choice.offer.model.id } }] }
  const past = limitFields(choice.offer, requestOf(work, 0), (field) => fieldOf(field, wanted.uploadIds, work))
  return past.length > 0 ? { type: 'invalid', fields: past } : { type: 'prepared', work }
}

const isPicture = ({ mime, width, height }: StoredFile): boolean => mime.startsWith('image/') && width !== null && height !== null

/** A field of the model's request as a field of the body. The prompt is made of the clothing and nothing else of theirs. */
function fieldOf(field: string, asked: readonly string[], { uploads }: Prepared): string {
  const reference = /^references\/(\d+)$/.exec(field)
  if (reference) return `/uploadIds/${asked.indexOf(uploads[Number(reference[1])]?.fileId ?? '')}`
  return field === 'references' ? '/uploadIds' : field === 'prompt' ? '/parameters/clothing' : `/${field}`
}

/** Each photograph has another upload first, for models that look at one. */
function referencesOf({ uploads, offer }: Pick<Prepared, 'uploads' | 'offer'>, index: number): SourceImage[] {
  const turn = index % uploads.length
  return [...uploads.slice(turn), ...uploads.slice(0, turn)].slice(0, offer.model.limits.referencesMax ?? 1)
}

export function requestOf({ data, scene, uploads, offer }: Prepared, index: number): ImageRequest {
  const { framing, time, mood, colour, retouch } = data.parameters
  return {
    kind: 'image',
    prompt: photographPrompt(scene, data.parameters, index),
    seed: photographSeed(data.seed, index),
    aspect: data.aspect,
    references: referencesOf({ uploads, offer }, index),
    scene: scene.id,
    options: { framing, time, mood, retouch, variant: index, ...(colour !== null && { colour }) },
  }
}

export function photographJob(work: Prepared, index: number): NewJob {
  const request = requestOf(work, index)
  const input: PhotographInput = {
    model: work.offer.model.id,
    request,
    index,
    uploadId: request.references[0]!.fileId,
    sceneId: work.scene.id,
    title: work.data.title,
    alias: locales.map((locale) => photographyApiWords[locale].scenes[work.scene.id]!.name).join(' '),
    watermark: work.data.watermark,
    mark: work.mark,
  }
  return { id: newId(), kind: photographGeneration, input }
}
