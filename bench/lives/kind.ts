/** Work that costs nothing but what the engine itself does with it. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { newId } from '../../src/engine/ids.ts'
import type { JobKind } from '../../src/engine/types.ts'

export const price = 2
export const lanes = ['bench 0', 'bench 1', 'bench 2', 'bench 3']
export const input = { prompt: 'a red fox in the snow at dusk, '.repeat(6), seed: 7, size: '1024x1024', style: 'ink' }
export const sha256 = createHash('sha256').update('bench').digest('hex')

/** The one file each life leaves behind, as every contestant writes it. */
export const fileOf = (jobId: string) => ({
  id: newId(), role: 'picture', mime: 'image/png', bytes: 1_400_000, sha256, storageKey: `files/${jobId}/picture.png`, width: 1024, height: 1024, meta: { index: 0 },
})

let next = 0

/** A provider that answers its one POST at once, with one file that is stored already. */
export const noopKind: JobKind<typeof input> = {
  kind: 'bench',
  input: z.object({ prompt: z.string(), seed: z.number(), size: z.string(), style: z.string() }),
  price: () => ({ credits: price, version: '2026-11' }),
  lane: () => lanes[next++ % lanes.length]!,
  recovery: 'idempotency-key',
  deadlineMs: 600_000,
  submit: () => Promise.resolve({ type: 'done', result: null }),
  collect: ({ jobId }) => Promise.resolve({ files: [fileOf(jobId)] }),
}
