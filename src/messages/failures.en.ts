import type { Params } from './locale.ts'

/** One class of failure: a heading, what happened in plain words, and what to do about it. */
export type FailureWords = { title: string; message: (p: Params) => string; advice: string }

const missing = (p: Params) =>
  p.needed === undefined || p.available === undefined ? null : Math.max(0, Number(p.needed) - Number(p.available))
const count = (n: unknown, one: string, many = `${one}s`) => `${n} ${Number(n) === 1 ? one : many}`

/** English words for every code a job can fail with or a request can be refused with. */
export const failuresEn = {
  // what a job can fail with
  insufficient_credits: {
    title: 'Not enough credits',
    message: (p) => {
      const short = missing(p)
      return short === null
        ? 'Not enough credits.'
        : `Not enough credits: this costs ${p.needed}, you have ${p.available}, ${short} missing.`
    },
    advice: 'Add credits or choose something smaller. Nothing was charged.',
  },
  invalid_input: {
    title: 'Something in the request is not right',
    message: (p) => (p.detail === undefined ? 'The input was not accepted.' : `The input was not accepted: ${p.detail}`),
    advice: 'Correct it and try again.',
  },
  content_rejected: {
    title: 'Declined by the content rules',
    message: (p) => (p.detail === undefined ? 'The provider declined this prompt or picture under its content rules.' : `The provider declined this under its content rules: ${p.detail}`),
    advice: 'Change the prompt and try again.',
  },
  no_person_found: {
    title: 'No face in the picture',
    message: () => 'No face could be found in the uploaded picture.',
    advice: 'Choose a picture in which the face is clear, lit and not covered. Nothing was charged.',
  },
  config_not_found: {
    title: 'Configuration missing',
    message: () => 'The video configuration does not exist.',
    advice: 'Set the video options, then try again.',
  },
  unknown_job_type: {
    title: 'Unknown job type',
    message: (p) => `Unknown job type: ${p.kind ?? p.type ?? '?'}`,
    advice: 'Ask the operator to start a worker that knows this kind of work.',
  },
  model_unavailable: {
    title: 'Model not available',
    message: (p) => `The model${p.model === undefined ? '' : ` ${p.model}`} is no longer available on this installation.`,
    advice: 'Choose another model. Nothing was charged.',
  },
  provider_rate_limited: {
    title: 'The provider is limiting requests',
    message: () => 'The provider takes no more requests just now, and waiting did not help.',
    advice: 'Try again in a few minutes.',
  },
  provider_overloaded: {
    title: 'The provider is overloaded',
    message: () => 'The provider is overloaded and did not take the work.',
    advice: 'Try again in a few minutes.',
  },
  provider_timeout: { title: 'The provider did not answer', message: () => 'The provider did not answer in time.', advice: 'Try again.' },
  provider_auth: {
    title: 'The provider refused our key',
    message: () => 'The provider does not accept this installation’s key.',
    advice: 'Ask the operator to check the provider’s key.',
  },
  provider_quota: {
    title: 'The provider account is used up',
    message: () => 'This installation’s quota at the provider is used up.',
    advice: 'Ask the operator to top it up.',
  },
  provider_failed: {
    title: 'The provider could not make it',
    message: (p) => (p.detail === undefined ? 'The provider reported a failure.' : `The provider reported a failure: ${p.detail}`),
    advice: 'Try again, or change the prompt.',
  },
  script_unusable: {
    title: 'The script cannot be used',
    message: (p) =>
      ({
        empty: 'The model wrote a script without a word to say.',
        too_many_scenes: `The model wrote more than ${p.max ?? 60} scenes.`,
        wrong_language: 'The model wrote in another language than the one asked for.',
        too_long: `The model wrote more than can be said: it would take ${p.neededSeconds ?? 'too many'} seconds and has ${p.seconds ?? 'fewer'}.`,
      })[String(p.reason)] ?? 'The model did not answer with a script.',
    advice: 'Try again: another one is written. Nothing was charged.',
  },
  outcome_unknown: {
    title: 'The provider never told us the outcome',
    message: () => 'The provider could not tell us what became of this. Your credits were returned; we carry the cost.',
    advice: 'Try again.',
  },
  result_expired: {
    title: 'The result was gone',
    message: () => 'The provider deleted its result before it could be saved.',
    advice: 'Try again.',
  },
  storage_failed: {
    title: 'Saving failed',
    message: () => 'The result could not be saved.',
    advice: 'Try again. If it happens again, ask the operator to check the storage.',
  },
  worker_lost: { title: 'Interrupted', message: () => 'The machine doing this work went away, several times.', advice: 'Try again.' },
  deadline_exceeded: { title: 'Took too long', message: () => 'This took longer than it may and was stopped.', advice: 'Try again.' },
  cancelled: { title: 'Cancelled', message: () => 'Cancelled.', advice: 'Start it again whenever you like.' },
  internal: {
    title: 'Something went wrong on our side',
    message: () => 'Something went wrong on our side.',
    advice: 'Try again. If it happens again, tell the operator the job’s id.',
  },
  // what a request can be refused with
  unauthorized: {
    title: 'Please sign in',
    message: () => 'You are not signed in, or the key is not valid.',
    advice: 'Sign in and try again.',
  },
  forbidden: { title: 'Not allowed', message: () => 'This account may not do that.', advice: 'Use an account or key that may.' },
  not_found: { title: 'Not found', message: () => 'There is nothing here under this address.', advice: 'Check the address.' },
  method_not_allowed: {
    title: 'Not a thing to do here',
    message: (p) => `${p.method ?? 'This method'} is not possible at this address.`,
    advice: 'See the API documentation.',
  },
  conflict: {
    title: 'Something else happened first',
    message: () => 'This was changed by someone or something else meanwhile.',
    advice: 'Look again, then decide.',
  },
  illegal_event: {
    title: 'Not possible now',
    message: (p) => `“${p.event ?? 'This'}” is not possible while it is ${p.status ?? 'in this state'}.`,
    advice: 'Choose one of the steps that are possible now.',
  },
  in_use: {
    title: 'Still needed',
    message: (p) =>
      `${p.open === 1 ? 'Work under way still reads this' : 'Something was made from this'}${p.titles ? `: ${p.titles}` : ''}.`,
    advice: 'Wait until that work has ended, or delete it all the same if nothing is under way.',
  },
  film_empty: { title: 'The film has no shots', message: () => 'There is nothing to put together: the film has no shots.', advice: 'Add a shot first.' },
  film_incomplete: {
    title: 'Some shots have no clip yet',
    message: (p) => `${count(p.count ?? 1, 'shot has', 'shots have')} no clip yet: ${p.names ?? ''}.`,
    advice: 'Generate or delete them, then export again.',
  },
  asset_in_use: {
    title: 'Shots show this asset',
    message: (p) => `${count(p.count ?? 1, 'shot shows', 'shots show')} this asset: ${p.names ?? ''}.`,
    advice: 'Take it out of them, or delete it with “detach”.',
  },
  asset_without_picture: {
    title: 'A picture is missing',
    message: (p) => `${count(p.count ?? 1, 'asset that is shown has', 'assets that are shown have')} no picture yet: ${p.names ?? ''}.`,
    advice: 'Generate or upload it first. Nothing was charged.',
  },
  too_many_items: { title: 'No room for more', message: (p) => `There may be at most ${p.max ?? 0} here.`, advice: 'Delete what is not needed, or begin another film.' },
  orphan: {
    title: 'The content is gone',
    message: () => 'It was made or asked for, but there is neither a file nor a job for it any more.',
    advice: 'Generate it again, or upload a picture.',
  },
  idempotency_conflict: {
    title: 'Idempotency-Key already used',
    message: () => 'This Idempotency-Key was already used with a different request.',
    advice: 'Use a new key for a new request.',
  },
  price_changed: {
    title: 'The price has changed',
    message: (p) =>
      p.credits === undefined
        ? 'The price has changed since you saw it. Nothing was charged.'
        : `The price has changed: it is ${count(p.credits, 'credit')} now. Nothing was charged.`,
    advice: 'Look at the new price, then confirm.',
  },
  payload_too_large: {
    title: 'Too large',
    message: (p) => (p.max === undefined ? 'The request is too large.' : `The request is larger than ${p.max} bytes.`),
    advice: 'Send less.',
  },
  unsupported_media_type: {
    title: 'Unsupported content type',
    message: () => 'The request’s content type is not supported.',
    advice: 'Send application/json.',
  },
  files_refused: {
    title: 'No file was taken',
    message: () => 'None of the files could be taken.',
    advice: 'See what is said of each file, then choose others.',
  },
  malformed_json: {
    title: 'Not valid JSON',
    message: () => 'The request’s body is not valid JSON.',
    advice: 'Correct the JSON and send it again.',
  },
  rate_limited: { title: 'Too many requests', message: () => 'Too many requests in a short time.', advice: 'Wait a moment, then go on.' },
  database_unavailable: {
    title: 'Back in a moment',
    message: () => 'The database cannot be reached just now. Nothing was lost and nothing was charged.',
    advice: 'It comes back by itself; try again in a few seconds.',
  },
} satisfies Record<string, FailureWords>

export type FailureCode = keyof typeof failuresEn

const megabytes = (bytes: unknown) => Math.round((Number(bytes) / 1024 / 1024) * 10) / 10

/** English words for what is wrong with one field. */
export const fieldsEn = {
  prompt_empty: () => 'Describe what you want to see.',
  topic_empty: () => 'Say what the video is about.',
  script_empty: () => 'A video needs at least one scene.',
  too_many_scenes: (p) => `A video has at most ${p.max} scenes${p.count === undefined ? '' : `, this one has ${p.count}`}.`,
  scene_length: (p) => `A scene lasts from ${p.min} to ${p.max} seconds.`,
  script_too_long: (p) => `All scenes together may last at most ${p.max} seconds${p.seconds === undefined ? '' : `; these last ${p.seconds}`}.`,
  not_unique: () => 'This may be here only once.',
  prompt_too_long: (p) => `The prompt is too long: at most ${p.max ?? 2000} ${p.unit === 'bytes' ? 'bytes' : 'characters'}.`,
  unknown_field: (p) => `Unknown field${p.field === undefined ? '' : ` “${p.field}”`}.`,
  wrong_type: (p) => `Wrong type${p.expected === undefined ? '' : `: expected ${p.expected}`}.`,
  out_of_range: (p) => (p.min === undefined || p.max === undefined ? 'Out of range.' : `Out of range: ${p.min} to ${p.max}.`),
  too_many: (p) => `Too many: at most ${p.max}.`,
  too_few: (p) => `Too few: at least ${p.min}.`,
  not_one_of: (p) => `Not possible here. Possible: ${p.allowed}.`,
  file_too_large: (p) => `The file is too large: at most ${megabytes(p.max)} MB.`,
  picture_too_small: (p) => `The picture is too small: each side needs at least ${p.min} px.`,
  picture_too_long: (p) => `The picture is too long: its longer side may be at most ${p.max} times the shorter.`,
  picture_too_large: (p) => `The picture is too large: at most ${p.max} px on each side.`,
  unknown_model: (p) => `There is no model “${p.model}”. GET /api/models lists those there are.`,
  wrong_model_kind: (p) => `“${p.model}” makes ${p.makes}, not ${p.wanted}.`,
  provider_off: (p) => `“${p.model}” is not available: this installation has not set ${p.missing}.`,
  required: () => 'This is required.',
  invalid: () => 'This is not valid.',
  file_empty: () => 'The file is empty.',
  file_type: () => 'This is none of the kinds of file that can be used here: PNG, JPEG, WebP, AVIF; MP4, WebM, MOV; WAV, MP3.',
  file_heic: () => 'HEIC pictures cannot be read here. Export it as JPEG, or on an iPhone choose “Most Compatible” under Camera, Formats.',
  file_damaged: () => 'The file is damaged or incomplete.',
  too_many_pixels: (p) =>
    p.megapixels === undefined || p.max === undefined
      ? 'The picture has too many pixels.'
      : `The picture has ${p.megapixels} megapixels; at most ${p.max}, and ${p.sideMax ?? 16_383} pixels a side, can be used.`,
  video_not_playable: (p) => `Browsers cannot play the way this film is compressed, and it is too long to be converted here (at most ${Math.round(Number(p.max ?? 180) / 60)} minutes). Export it as MP4 with H.264.`,
  ffmpeg_missing: () => 'Films and sound need ffmpeg, and this installation has none. Its operator installs ffmpeg (on Debian: apt install ffmpeg) or sets FFMPEG_PATH; then send the file again. Pictures need none.',
  file_not_stored: () => 'The file could not be stored. Try again.',
  file_unknown: () => 'There is no such file of yours.',
  not_a_picture: () => 'This file is not a picture.',
  model_without_references: (p) => `“${p.model}” does not look at pictures, so it cannot photograph this person.`,
  text_too_long: (p) => `Too long: at most ${p.max} characters.`,
  not_base64: () => 'This is not base64.',
} satisfies Record<string, (p: Params) => string>

export type FieldCode = keyof typeof fieldsEn
