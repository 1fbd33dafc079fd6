/** How a long computation tells how far it is, and learns that nobody wants it any more. */
export type Watch = {
  /** percent 0-100 of this one piece of work, and the name of the stage that has just been finished */
  progress?(percent: number, stage: string): void
  signal?: AbortSignal
}

/** Reports one finished stage; throws the signal's reason if the work was given up meanwhile. */
export function reached(watch: Watch | undefined, percent: number, stage: string): void {
  watch?.progress?.(percent, stage)
  watch?.signal?.throwIfAborted()
}

/** One file that came out of the local provider. */
export type Rendered = {
  bytes: Uint8Array
  mime: string
  width?: number
  height?: number
  role: 'image' | 'preview' | 'model3d' | 'video'
  /** a data URI of about twenty pixels, to be shown blurred until the real picture has arrived */
  placeholder?: string
  /** what else is known about it */
  facts?: Record<string, number>
}
