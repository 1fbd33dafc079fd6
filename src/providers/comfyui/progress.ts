/**
 * How far ComfyUI's prompts are, as its WebSocket tells. A comfort: nothing waits for it, and without it only the bar
 * stands still. The socket is opened when somebody asks, opened again when it was lost, and closed when nobody asks for a
 * while. Prompts are sent without a `client_id`: what such a prompt does is told to every socket, so that every node of
 * Safelight hears it, whichever of them sent the prompt.
 */

/** Where one node of a workflow stands. */
export type Step = { value: number; max: number; state?: string }

export type ProgressFeed = {
  /** percent of a prompt, as last heard; undefined where nothing was */
  of(promptId: string): number | undefined
  forget(promptId: string): void
  close(): void
}

const promptsMax = 1_000
const waitMs = (failures: number) => Math.min(500 * 2 ** failures, 30_000)

/** @param baseUrl address of ComfyUI. @param idleMs how long after the last question the socket stays open */
export function createProgressFeed(baseUrl: string, { idleMs = 30_000 } = {}): ProgressFeed {
  const url = `${baseUrl.replace(/^http/, 'ws')}/ws`
  const prompts = new Map<string, { steps: Map<string, Step>; best: number }>()
  let socket: WebSocket | null = null
  let failures = 0
  let notBefore = 0
  let idle: NodeJS.Timeout | undefined

  function open(): void {
    if (socket || performance.now() < notBefore) return
    const opened = new WebSocket(url)
    socket = opened
    const gone = () => {
      if (socket !== opened) return
      socket = null
      notBefore = performance.now() + waitMs(failures++)
    }
    opened.addEventListener('open', () => (failures = 0))
    opened.addEventListener('close', gone)
    opened.addEventListener('error', gone)
    // previews come as bytes; they are not wanted
    opened.addEventListener('message', ({ data }) => void (typeof data === 'string' && hear(data)))
  }

  function hear(text: string): void {
    const message = parsed(text)
    const { prompt_id: id, node, value, max, nodes } = message?.data ?? {}
    if (typeof id !== 'string') return
    if (message?.type === 'progress_state' && nodes) for (const [name, step] of Object.entries<Step>(nodes)) note(id, name, step)
    if (message?.type === 'progress') note(id, String(node), { value: Number(value), max: Number(max) })
  }

  function note(id: string, node: string, step: Step): void {
    const known = prompts.get(id) ?? { steps: new Map<string, Step>(), best: 0 }
    prompts.set(id, known)
    known.steps.set(node, step)
    // a second sampler that begins takes nothing back
    known.best = Math.max(known.best, percentOf([...known.steps.values()]))
    if (prompts.size > promptsMax) prompts.delete(prompts.keys().next().value!)
  }

  function close(): void {
    clearTimeout(idle)
    const closing = socket
    socket = null
    closing?.close()
  }

  return {
    of(promptId) {
      open()
      clearTimeout(idle)
      idle = setTimeout(close, idleMs)
      idle.unref()
      return prompts.get(promptId)?.best
    },
    forget: (promptId) => void prompts.delete(promptId),
    close,
  }
}

/** Nodes that count steps (samplers) are nearly all of the time; without one, the nodes that are finished tell. */
export function percentOf(steps: readonly Step[]): number {
  const counting = steps.filter(({ max }) => max > 1)
  if (counting.length === 0) return steps.some(({ state }) => state === 'finished') ? 5 : 1
  const sum = (of: (step: Step) => number) => counting.reduce((total, step) => total + of(step), 0)
  return Math.min(99, Math.floor(5 + (90 * sum(({ value }) => value)) / sum(({ max }) => max)))
}

function parsed(text: string): { type?: string; data?: any } | undefined {
  try {
    return JSON.parse(text) as { type?: string; data?: any }
  } catch {
    return undefined
  }
}
