/** Everything about stored bytes, put together: rows, uploads, removals, and the duties that keep the store tidy. */
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { startDuties } from './duties.ts'
import { createFiles, type Files } from './files.ts'
import { createRemovals, type Removals } from './removals.ts'
import { createStaging } from './staging.ts'
import type { Storage } from './storage.ts'
import { createUploads, type Uploads } from './uploads.ts'
import type { MovingPictures } from './video/moving.ts'

export type Media = {
  files: Files
  uploads: Uploads
  removals: Removals
  /** starts the sweeps of a worker; the function it returns stops them */
  startDuties(): () => Promise<void>
}

/** `dataFolder`: where files are staged on their way in. */
export async function openMedia(options: { pool: Pool; storage: Storage; moving: MovingPictures; dataFolder: string; log: Logger }): Promise<Media> {
  const { pool, storage, moving, dataFolder, log } = options
  const removals = createRemovals(pool, storage)
  const files = createFiles(pool, removals)
  const staging = createStaging(join(dataFolder, 'staging'))
  await staging.sweep()
  return {
    files,
    removals,
    uploads: createUploads({ pool, storage, files, removals, staging, moving, log }),
    startDuties: () => startDuties({ pool, storage, removals, log }),
  }
}
