/** Which storage an installation has: the bucket of its S3 settings, or a folder of its data folder. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { StartupError } from '../startup-error.ts'
import { createDiskStorage, sweepDiskStorage } from './storage-disk.ts'
import type { Storage } from './storage.ts'

const folderOf = ({ dataFolder }: Pick<Config, 'dataFolder'>) => join(dataFolder, 'storage')

/** The storage as it is, untried: for looking into it. */
export async function storageOf(config: Pick<Config, 'dataFolder' | 's3'>): Promise<Storage> {
  // a quarter of a second of modules that most installations never need
  if (config.s3 !== null) return (await import('./storage-s3.ts')).createS3Storage(config.s3)
  return createDiskStorage(folderOf(config))
}

/** The storage, tried out. @throws StartupError that names what to correct */
export async function openStorage(config: Pick<Config, 'dataFolder' | 's3'>, log: Logger): Promise<Storage> {
  if (config.s3 !== null) return await (await import('./storage-s3.ts')).openS3Storage(config.s3)
  const folder = folderOf(config)
  try {
    await mkdir(folder, { recursive: true })
    const storage = createDiskStorage(folder)
    // found out now, not when somebody has paid for a picture
    await storage.put('started', Buffer.from(new Date().toISOString()))
    const removed = await sweepDiskStorage(folder)
    if (removed > 0) log.info({ removed }, 'half-written files of an earlier run removed')
    return storage
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === 'storage_failed' ? (error as Error).message : ((error as NodeJS.ErrnoException).code ?? String(error))
    throw new StartupError('data_folder_unwritable', `Safelight cannot write files to ${folder} (${code}): correct its permissions, or set SAFELIGHT_DATA to another folder.`, { cause: error })
  }
}
