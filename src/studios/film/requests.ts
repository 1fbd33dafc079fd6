/** From what a person wrote to what a model is asked for. Pure: the same item always makes the same request, seed aside. */
import { createHash } from 'node:crypto'
import type { FilmAspect, FilmRole } from '../../api/film-contract.ts'
import type { Aspect, ImageRequest, Model, SourceImage, VideoRequest } from '../../providers/provider.ts'
import type { AssetRow, FileRow, ShotRow } from './rows.ts'
import type { ItemView } from './state.ts'

/** People stand upright, places fill the frame of the film, things sit in a square. */
function portraitAspect(role: FilmRole, film: FilmAspect, { aspects }: Model['limits']): Aspect {
  const wanted: Record<FilmRole, Aspect> = { character: '3:4', scene: film, prop: '1:1' }
  if (aspects === undefined || aspects.includes(wanted[role])) return wanted[role]
  return aspects[0] ?? '1:1'
}

export function assetRequest(asset: AssetRow, film: FilmAspect, model: Model, seed: number): ImageRequest {
  return { kind: 'image', prompt: asset.prompt, seed, aspect: portraitAspect(asset.role, film, model.limits), references: [] }
}

/**
 * A shot with the pictures of its assets. A model that knows no references but begins with a picture is given the scene,
 * or else the first of them; one that takes no picture at all refuses them by its limits.
 */
export function shotRequest(shot: ShotRow & { config: NonNullable<ShotRow['config']> }, assets: readonly ItemView<AssetRow>[], model: Model, seed: number): VideoRequest {
  const { seconds, aspect, mode } = shot.config
  const pictures = assets.flatMap(({ content, row }) => (content === null ? [] : [{ role: row.role, image: sourceOf(content.file) }]))
  const takesReferences = (model.limits.referencesMax ?? 0) > 0 || model.limits.firstFrame === 'none'
  const first = takesReferences ? undefined : (pictures.find(({ role }) => role === 'scene') ?? pictures[0])
  return {
    kind: 'video',
    prompt: shot.text,
    seed,
    seconds,
    aspect,
    mode,
    firstFrame: first?.image ?? null,
    references: takesReferences ? pictures.map(({ image }) => image) : [],
  }
}

export const sourceOf = (file: FileRow): SourceImage => ({
  fileId: file.id,
  storageKey: file.storage_key,
  mime: file.mime,
  bytes: file.bytes,
  width: file.width ?? 0,
  height: file.height ?? 0,
})

/** What an item's content would be made of now; kept with the job, it tells later whether the words were edited since. */
export function assetDigest(asset: Pick<AssetRow, 'prompt' | 'role' | 'model'>): string {
  return digest([asset.prompt, asset.role, asset.model])
}

export function shotDigest(shot: Pick<ShotRow, 'text' | 'config'>, assets: readonly ItemView<AssetRow>[]): string {
  const { config } = shot
  return digest([shot.text, config && [config.model, config.seconds, config.aspect, config.mode], assets.map(({ content }) => content?.file.id ?? null)])
}

const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
