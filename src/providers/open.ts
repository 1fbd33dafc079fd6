/** The models of an installation, from its configuration. */
import type { Config } from '../config.ts'
import type { MovingPictures } from '../media/video/moving.ts'
import { StartupError } from '../startup-error.ts'
import { folders } from './folders.ts'
import type { LocalStudio } from './local/pool.ts'
import { localProvider } from './local/provider.ts'
import type { Provider, ProviderSettings } from './provider.ts'
import { createModels, type Models } from './registry.ts'

/**
 * @param more providers that a suite brings along
 * @throws StartupError where the configuration names a model that cannot be used
 */
export function openModels(config: Config, studio: LocalStudio, moving: MovingPictures, timings?: ProviderSettings['timings'], more: readonly Provider[] = []): Models {
  try {
    return createModels({
      folders,
      local: [localProvider({ studio, moving, prices: config.prices, threads: config.localThreads }), ...more],
      config: { providers: config.providers, defaults: config.defaultModels, fallbacks: config.fallbackModels, webhooks: config.publicUrl !== null, ...(timings && { timings }) },
    })
  } catch (error) {
    throw new StartupError('config_invalid', `The configuration is not right: ${(error as Error).message}.`, { cause: error })
  }
}
