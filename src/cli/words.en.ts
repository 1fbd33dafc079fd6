/** What the command line says, in English. Failures' own words come from the server, in the same language. */
const credits = (n: number) => `${n} ${n === 1 ? 'credit' : 'credits'}`
const pictures = (n: number) => `${n} ${n === 1 ? 'picture' : 'pictures'}`

export const wordsEn = {
  starting: 'Starting Safelight for this run...',
  waiting: 'Another run is using the data folder; waiting for it to end...',
  using: (url: string) => `Using the Safelight at ${url}`,
  plan: (count: number, image: number, model: number | null) =>
    `${pictures(count)}: ${credits(count * image)}${model === null ? '' : `; the 3D model: ${credits(model)}`}. Only what succeeds is paid for.`,
  held: (n: number) => `${credits(n)} set aside`,
  page: (url: string) => `On the page: ${url}`,
  tooDear: (needed: number, available: number) => `This needs ${credits(needed)} and ${available} are available.`,
  tooDearAdvice: (withoutModel: boolean): string =>
    withoutModel ? 'The pictures alone are affordable: add --no-model. Nothing was charged.' : 'Ask for fewer pictures with --count, or add credits. Nothing was charged.',
  picturesReady: 'The pictures are ready',
  saved: (path: string, size: string) => `Saved ${path} (${size})`,
  picked: (index: number) => `Making the 3D model of image-${index}`,
  pickFailed: (index: number) => `image-${index} was to become the 3D model, but it could not be made.`,
  pickAdvice: 'Choose another with --pick, or choose one on the page.',
  partFailed: (name: string, message: string, returned: number) => `${name} failed: ${message.replace(/[.。]$/, '')}.${returned > 0 ? ` ${credits(returned)} returned.` : ''}`,
  stoppedByOthers: 'The task was cancelled somewhere else.',
  total: (paid: number, returned: number, held: number, left: number | null) =>
    [`Paid ${credits(paid)}`, `returned ${returned}`, ...(held > 0 ? [`${held} still set aside`] : []), ...(left === null ? [] : [`${left} left`])].join(', '),
  cancelling: 'Cancelling... (Ctrl-C again leaves without waiting)',
  cancelled: (returned: number, paid: number) => `Cancelled. ${credits(returned)} returned${paid > 0 ? `, ${paid} paid for what was finished` : ', nothing was charged'}.`,
  cancelledTooLate: (paid: number) => `It was finished before it could be cancelled: ${credits(paid)} paid.`,
  stoppedBefore: 'Stopped before anything was bought.',
  leftRunning: (url: string) => `Left at once. What became of the task: ${url}`,
  reconnecting: 'The server does not answer; trying again. Nothing is lost, and nothing is bought twice.',
  gone: (url: string) => `The server did not come back. The task goes on when it does: ${url}`,
  noServer: (url: string) => `Nothing answers at ${url}.`,
  noServerAdvice: 'Check --server (or SAFELIGHT_URL), or leave it out to use a Safelight of this machine.',
  notSafelight: (url: string) => `What answers at ${url} is not a Safelight.`,
  noAccess: (url: string) => `The Safelight at ${url} asks who you are.`,
  noAccessAdvice: 'Pass --api-key, or set SAFELIGHT_API_KEY.',
  network: 'The server cannot be reached.',
  timeout: 'The server did not answer in time.',
  badAnswer: 'The server’s answer could not be understood.',
  tryAgain: 'Try again.',
  cannotWrite: (path: string, why: string) => `Cannot write to ${path} (${why}).`,
  cannotWriteAdvice: 'Choose another folder with --out.',
  fileBroken: (name: string) => `${name} could not be downloaded whole.`,
  fileBrokenAdvice: (url: string) => `It is paid for and safe on the server: ${url}`,
}

export type Words = typeof wordsEn
