import type { Params } from './locale.ts'

const credits = (n: unknown) => `${n ?? 0} ${Number(n ?? 0) === 1 ? 'credit' : 'credits'}`
const of = (p: Params) => (p.what === undefined ? '' : ` for ${p.what}`)
const because = (p: Params) => (p.reason === undefined ? '' : `: ${p.reason}`)

/** What the work is called inside a ledger or timeline sentence, by job kind. */
export const kindsEn = {
  image_generation: 'a picture',
  image_set: 'a set of pictures',
  model3d_generation: 'a 3D model',
  photograph_set: 'a set of photographs',
  photograph_generation: 'a photograph',
  asset_image_generation: 'a picture of a film’s asset',
  asset_image_batch: 'pictures of a film’s assets',
  shot_video_generation: 'a shot of a film',
  shot_video_batch: 'shots of a film',
  film_export: 'a film’s export',
  video_script: 'a video’s script',
  video_scene_rewrite: 'a scene written anew',
  storyboard_image_generation: 'a picture of a storyboard',
  video_storyboard: 'the pictures of a storyboard',
  clip_video_generation: 'a clip of a video',
  narration_generation: 'a spoken text of a video',
  video_production: 'the clips of a video',
  video_final: 'a finished video',
} satisfies Record<string, string> as Record<string, string>

/**
 * One sentence per ledger line. Params: `credits` (size, positive), `what` (from the kinds table), `reason` (rendered
 * failure, or an admin's own words).
 */
export const ledgerEn = {
  grant: (p: Params) => `Granted ${credits(p.credits)}${because(p)}`,
  adjustment: (p: Params) => `Adjusted by ${credits(p.credits)}${because(p)}`,
  hold: (p: Params) => `Set aside${of(p)}`,
  capture: (p: Params) => `Paid${of(p)}`,
  release: (p: Params) => `Returned${of(p)}${because(p)}`,
  write_off: (p: Params) => `Cost carried by us${of(p)}${because(p)}`,
}
export type LedgerWords = typeof ledgerEn

/** Reasons a grant may carry that are codes, not a person's words. */
export const grantReasonsEn = {
  demo: 'demo account',
  bootstrap: 'first start',
} satisfies Record<string, string> as Record<string, string>

/** One sentence per timeline item. Params: `attempt`, `credits`, `reason`, `seconds`, `node`, `externalId`, `provider`. */
export const timelineEn = {
  submitted: () => 'Submitted',
  claimed: (p: Params) => (Number(p.attempt ?? 1) > 1 ? `Picked up by a worker, attempt ${p.attempt}` : 'Picked up by a worker'),
  preparing: () => 'Preparing',
  armed: () => 'Sending the request to the provider',
  accepted: (p: Params) => (p.externalId === undefined ? 'The provider accepted it' : `The provider accepted it as ${p.externalId}`),
  delayed: (p: Params) => `Will try again${p.seconds === undefined ? '' : ` in ${p.seconds} s`}${because(p)}`,
  rescued: () => 'The worker went away; the work was taken over',
  unknown: () => 'The provider’s answer was lost; checking with the provider, you will not be charged twice',
  reconciled: () => 'The provider confirmed what became of it',
  collecting: () => 'Saving the result',
  completed: () => 'Completed',
  failed: (p: Params) => `Failed${because(p)}`,
  fallback: (p: Params) => `“${p.before}” did not take the work; it goes to “${p.model}” at the price that was held`,
  attempt_failed: (p: Params) => `Attempt ${p.attempt ?? ''} failed${because(p)}`,
  cancel_requested: () => 'Asked to cancel',
  cancelled: () => 'Cancelled',
  hold: (p: Params) => `${credits(p.credits)} set aside`,
  capture: (p: Params) => `${credits(p.credits)} paid`,
  release: (p: Params) => `${credits(p.credits)} returned${because(p)}`,
  write_off: (p: Params) => `Cost of ${credits(p.credits)} carried by us${because(p)}`,
}
export type TimelineWords = typeof timelineEn
