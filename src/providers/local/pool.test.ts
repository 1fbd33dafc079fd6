import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalStudio, RenderThreadLost, createLocalStudio } from './pool.ts'

let studio: LocalStudio | undefined
afterEach(() => studio?.close())

// rendering is real work: on a busy machine it takes its time
describe('createLocalStudio', { timeout: 180_000 }, () => {
  it('draws and carves off the event loop: the main thread runs on between two stages', async () => {
    studio = createLocalStudio({ threads: 1 })
    let turns = 0, running = true
    const spin = () => {
      turns++
      if (running) setImmediate(spin)
    }
    spin()
    const turnsAt: number[] = []
    const files = await studio.picture({ prompt: 'a fox', seed: 1, size: 512 }, { progress: () => turnsAt.push(turns) })
    running = false
    expect(files.map((f) => [f.role, f.mime])).toEqual([['image', 'image/png'], ['preview', 'image/webp']])
    // had the work been done here, no immediate could have run between its stages
    expect(turnsAt.length).toBeGreaterThan(4)
    expect(turnsAt.at(-1)!).toBeGreaterThan(turnsAt[0]!)

    const [model, preview] = await studio.relief({ picture: files[0]!.bytes })
    expect([model!.role, preview!.role]).toEqual(['model3d', 'preview'])
    expect(files[0]!.bytes.byteLength).toBeGreaterThan(0) // the caller keeps its picture
  })

  it('gives up at once, and serves the next', async () => {
    studio = createLocalStudio({ threads: 1 })
    const given = new AbortController()
    const stages: string[] = []
    const work = studio.picture({ prompt: 'a ship', seed: 1, size: 512 }, { signal: given.signal, progress: (_, stage) => (stages.push(stage), given.abort()) })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(stages).toEqual(['composed'])
    const late = new AbortController()
    const queued = [studio.picture({ prompt: 'a', seed: 1, size: 64 }), studio.picture({ prompt: 'b', seed: 1, size: 64 }, { signal: late.signal })] as const
    late.abort()
    await expect(queued[1]).rejects.toMatchObject({ name: 'AbortError' })
    expect(await queued[0]).toHaveLength(2)
    await expect(studio.picture({ prompt: 'a', seed: 1 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('rejects bad bytes with the reason', async () => {
    studio = createLocalStudio({ threads: 1 })
    await expect(studio.relief({ picture: await sharp(Buffer.alloc(30), { raw: { width: 10, height: 1, channels: 3 } }).png().toBuffer() })).resolves.toHaveLength(2)
    await expect(studio.relief({ picture: new Uint8Array(9) })).rejects.toThrow(/unsupported image/i)
  })

  it('survives the death of a thread: one task is rejected, the next is served', async () => {
    studio = createLocalStudio({ threads: 1, worker: new URL('./crashing-worker.ts', import.meta.url) })
    await expect(studio.picture({ prompt: 'crash', seed: 1 })).rejects.toBeInstanceOf(RenderThreadLost)
    await expect(studio.picture({ prompt: 'fine', seed: 1 })).resolves.toHaveLength(1)
  })
})
