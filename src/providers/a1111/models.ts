/** The one model of an AUTOMATIC1111 web UI: whatever checkpoint it has loaded, or is told to load. */
import type { Aspect, ImageRequest, Model } from '../provider.ts'

export type WebuiSettings = {
  steps: number
  /** side of a square picture in pixels; other shapes have the same area */
  sidePx: number
  /** how far a picture may move from its reference, 0 to 1 */
  denoising: number
  credits: number
  checkpoint: string | null
  negativePrompt: string
}

/** Reads the variables. @throws Error in words for the operator */
export function settingsOf(values: Readonly<Record<string, string | undefined>>): WebuiSettings {
  const number = (name: string, min: number, max: number, whole = true): number => {
    const value = Number(values[name])
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) throw new Error(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}, not "${values[name]}"`)
    return value
  }
  return {
    steps: number('A1111_STEPS', 1, 150),
    sidePx: number('A1111_SIDE_PX', 256, 2048),
    denoising: number('A1111_DENOISING', 0, 1, false),
    credits: number('A1111_CREDITS', 1, 999_999),
    checkpoint: values.A1111_CHECKPOINT ?? null,
    negativePrompt: values.A1111_NEGATIVE_PROMPT ?? '',
  }
}

export function webuiModel({ credits }: WebuiSettings): Model<any> {
  return {
    id: 'a1111:stable-diffusion',
    kind: 'image',
    label: 'Stable Diffusion (AUTOMATIC1111)',
    price: () => credits,
    priceVersion: `a1111-${credits}`,
    limits: { referencesMax: 1, imageMimes: ['image/png', 'image/jpeg', 'image/webp'], imageBytesMax: 20_000_000 },
    // it works on one at a time, whatever it is sent; what waits here is shared fairly, what waits there is not
    lane: { maxInFlight: 1 },
    deadlineMs: 15 * 60_000,
  }
}

/** Sides of about the same area as the square, in steps of 64 as the models like them. */
export function sidesOf(aspect: Aspect, sidePx: number): { width: number; height: number } {
  const [across, down] = aspect.split(':').map(Number) as [number, number]
  const step = (px: number) => Math.max(64, Math.round(px / 64) * 64)
  return { width: step(sidePx * Math.sqrt(across / down)), height: step(sidePx * Math.sqrt(down / across)) }
}

/** The body of `txt2img`, or of `img2img` where there is something to follow. */
export function bodyOf({ prompt, seed, aspect }: ImageRequest, settings: WebuiSettings, taskId: string, reference: Buffer | null): Record<string, unknown> {
  return {
    force_task_id: taskId,
    prompt,
    negative_prompt: settings.negativePrompt,
    // -1 would be "any"
    seed: Math.abs(Math.trunc(seed)) % 2 ** 32,
    steps: settings.steps,
    ...sidesOf(aspect, settings.sidePx),
    batch_size: 1,
    n_iter: 1,
    send_images: true,
    save_images: false,
    ...(settings.checkpoint !== null && { override_settings: { sd_model_checkpoint: settings.checkpoint }, override_settings_restore_afterwards: false }),
    ...(reference && { init_images: [reference.toString('base64')], denoising_strength: settings.denoising, resize_mode: 1 }),
  }
}
