/**
 * What a request asks the simulator to play. A test writes it into what every provider is sent (the prompt, or a text
 * chunk of the picture): `[[sim:post=lost;run=stuck;ms=300]]`. Without one the simulator's default holds.
 */

/** What happens to the paid POST itself. */
export type PostFault =
  | 'ok'
  /** the connection is reset before anything was taken */
  | 'reset-before'
  /** taken and billed; the connection is reset before a byte of the answer */
  | 'lost'
  /** taken and billed; the answer breaks off in the middle */
  | 'half'
  | '503-before'
  /** taken and billed, and yet a 5xx */
  | '502-after'
  /** Retry-After: 1, not taken */
  | '429'
  | '401'
  | '402'
  /** the provider's own words for a prompt it declines */
  | 'rejected'
  /** taken; the answer comes only after `slow` ms */
  | 'slow'

/** How the work itself goes once taken. */
export type RunFault =
  | 'ok'
  | 'fails'
  /** fails at the provider's look at the content, after it was taken */
  | 'declined'
  /** never ends */
  | 'stuck'
  /** a cancel is accepted, and then it succeeds all the same */
  | 'done-after-cancel'
  /** the result's address answers as expired */
  | 'expired'
  /** an HTML page where a result should be */
  | 'wrong-content'
  /** the download breaks off; once, then a range may be asked for */
  | 'truncated'
  /** the first two polls answer 503 */
  | 'poll-503'
  /** the first two polls are reset */
  | 'poll-reset'

export type HookFault = 'ok' | 'dropped' | 'doubled' | 'early' | 'late' | 'forged' | 'none'

export type Directive = {
  /** whose work this is, as the test calls it; empty where the test does not say */
  tag: string
  post: PostFault
  run: RunFault
  hook: HookFault
  /** how long the work takes */
  ms: number
  /** for `post=slow` */
  slow: number
  /** only the first so many POSTs of this tag meet the fault; after that `ok` */
  times: number
}

export const plain: Directive = { tag: '', post: 'ok', run: 'ok', hook: 'ok', ms: 400, slow: 5_000, times: Infinity }

const marker = /\[\[sim:([^\]]*)\]\]/

/** Reads the directive out of text or bytes (also inside base64), over `base`. */
export function readDirective(body: Buffer | string, base: Directive = plain): Directive {
  const text = typeof body === 'string' ? body : body.toString('latin1')
  const found = marker.exec(text)?.[1] ?? insideBase64(text)
  if (found === undefined) return { ...base }
  const directive: Record<string, string | number> = { ...base }
  for (const pair of found.split(';')) {
    const [name, value = ''] = pair.split('=', 2)
    if (name && name in base) directive[name] = typeof base[name as keyof Directive] === 'number' ? Number(value) : value
  }
  return directive as Directive
}

/** The words of a directive, for a prompt or a picture's text chunk. */
export const writeDirective = (directive: Partial<Directive>): string =>
  `[[sim:${Object.entries(directive)
    .map(([name, value]) => `${name}=${value}`)
    .join(';')}]]`

/** Pictures travel as base64: each long run is looked into. */
function insideBase64(text: string): string | undefined {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{200,}={0,2}/g)) {
    const found = marker.exec(Buffer.from(run, 'base64').toString('latin1'))?.[1]
    if (found !== undefined) return found
  }
  return undefined
}
