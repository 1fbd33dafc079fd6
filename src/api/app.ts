/** The types every route file shares: the server, what it stands on, and who is asking. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Config } from '../config.ts'
import { isId } from '../engine/ids.ts'
import type { Engine } from '../engine/types.ts'
import type { Library } from '../library/library.ts'
import type { Media } from '../media/media.ts'
import type { Storage } from '../media/storage.ts'
import type { Locale } from '../messages/locale.ts'
import type { Callbacks } from '../providers/callbacks.ts'
import type { Models } from '../providers/registry.ts'
import type { Photography } from '../studios/photography/studio.ts'
import type { Film } from '../studios/film/studio.ts'
import type { Video } from '../studios/video/studio.ts'
import type { ImageTo3d } from '../studios/image-to-3d/studio.ts'
import type { Outlook } from '../studios/outlook.ts'
import type { StudioPorts } from '../studios/port.ts'
import type { Accounts } from './accounts.ts'
import type { Auth, Principal } from './auth.ts'
import { problems } from './problems.ts'
import type { Signer } from './signing.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

export type Deps = {
  config: Config
  engine: Engine
  storage: Storage
  /** files as rows, uploads */
  media: Media
  library: Library
  accounts: Accounts
  auth: Auth
  signer: Signer
  outlook: Outlook
  models: Models
  callbacks: Callbacks
  imageTo3d: ImageTo3d
  film: Film
  video: Video
  /** every studio, as the pages of all work ask it */
  ports: StudioPorts
  photography: Photography
}

/** Who may come in. `account` where a route says nothing: forgetting it closes the door. */
export type Access = 'anyone' | 'account' | 'admin'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
    locale: Locale
  }
  interface FastifyContextConfig {
    access?: Access
  }
}

/** The account that asks, on a route that needs one. */
export function who(request: FastifyRequest): Principal {
  if (request.principal === null) throw problems.unauthorized()
  return request.principal
}

/** An id from the address; what cannot be an id is not found, like one that does not exist. */
export function idFrom(text: string): string {
  if (!isId(text)) throw problems.notFound()
  return text.toLowerCase()
}
