/** Stands in for the local renderer: at once, or when the test says so, or failing. The real one has tests of its own. */
import sharp from 'sharp'
import type { LocalStudio, PictureRequest, Rendered, Watch } from '../../providers/local/pool.ts'
import type { PhotographRequest } from '../../providers/local/portrait/request.ts'

export type Call = { kind: 'picture' | 'relief' | 'photograph' | 'clip'; request?: PictureRequest; photograph?: PhotographRequest; watch: Watch; finish(): void; fail(error: unknown): void }

export type TestRenderer = LocalStudio & {
  calls: Call[]
  /** decides each call; null (the default) finishes it at once */
  behave: ((call: Call) => void) | null
  /** resolves with the n-th call (from 1) of this kind, now or later */
  called(kind: Call['kind'], n: number): Promise<Call>
}

const picture = (request: PictureRequest): Rendered[] => [
  { bytes: Buffer.from(`picture ${request.seed} of ${request.prompt}`), mime: 'image/png', width: 1024, height: 1024, role: 'image', placeholder: 'data:image/webp;base64,AAAA' },
  { bytes: Buffer.from(`preview ${request.seed}`), mime: 'image/webp', width: 512, height: 512, role: 'preview' },
]
const relief = (bytes: Uint8Array): Rendered[] => [
  { bytes: Buffer.concat([Buffer.from('relief of '), bytes]), mime: 'model/gltf-binary', role: 'model3d' },
  { bytes: Buffer.from('view'), mime: 'image/webp', width: 512, height: 512, role: 'preview' },
]

/** A real, small picture: what is done to it afterwards is done for real. */
async function photograph({ seed, aspect }: PhotographRequest): Promise<Rendered[]> {
  const [width, height] = [Math.round(160 * Math.min(1, aspect)), Math.round(160 / Math.max(1, aspect))]
  const bytes = await sharp({ create: { width, height, channels: 3, background: { r: 90 + (seed % 100), g: 110, b: 130 } } }).jpeg().toBuffer()
  return [
    { bytes, mime: 'image/jpeg', width, height, role: 'image', placeholder: 'data:image/webp;base64,AAAA' },
    { bytes: await sharp(bytes).webp().toBuffer(), mime: 'image/webp', width, height, role: 'preview' },
  ]
}
const clip = (): Rendered[] => [{ bytes: Buffer.from('a film'), mime: 'video/mp4', width: 1280, height: 720, role: 'video' }]

export function testRenderer(): TestRenderer {
  const waiting: { kind: Call['kind']; n: number; resolve(call: Call): void }[] = []
  const nth = (kind: Call['kind'], n: number) => renderer.calls.filter((call) => call.kind === kind)[n - 1]

  function run(kind: Call['kind'], make: () => Rendered[] | Promise<Rendered[]>, watch: Watch = {}, asked: Pick<Call, 'request' | 'photograph'> = {}): Promise<Rendered[]> {
    return new Promise((resolve, reject) => {
      // as the real one: cancelled while what it needs was fetched
      if (watch.signal?.aborted) return reject(watch.signal.reason as Error)
      watch.signal?.addEventListener('abort', () => reject(watch.signal?.reason as Error), { once: true })
      const call: Call = { kind, watch, finish: () => resolve(make()), fail: reject, ...asked }
      renderer.calls.push(call)
      if (renderer.behave) renderer.behave(call)
      else call.finish()
      for (const w of waiting.splice(0)) {
        const found = nth(w.kind, w.n)
        if (found) w.resolve(found)
        else waiting.push(w)
      }
    })
  }
  const renderer: TestRenderer = {
    calls: [],
    behave: null,
    picture: (request, on) => run('picture', () => picture(request), on, { request }),
    relief: ({ picture: bytes }, on) => run('relief', () => relief(bytes), on),
    photograph: (request, on) => run('photograph', () => photograph(request), on, { photograph: request }),
    clip: (_request, _tools, on) => run('clip', clip, on),
    close: async () => {},
    called: (kind, n) => {
      const found = nth(kind, n)
      return found ? Promise.resolve(found) : new Promise((resolve) => void waiting.push({ kind, n, resolve }))
    },
  }
  return renderer
}
