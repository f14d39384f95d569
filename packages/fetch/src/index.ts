export { authenticate } from './authenticate.js'
export { authorize, requireScopes } from './authorize.js'
export { authOf } from './auth-of.js'
export { errorResponse, finishResponse, resourceMetadata } from './responses.js'
export { withAuth } from './with-auth.js'
export type { Authenticate } from './authenticate.js'
export type { AuthenticatedRequest, WithAuthOptions } from './with-auth.js'
export type {
  BunPlatform,
  Connection,
  DenoPlatform,
  NodePlatform,
  Platform,
} from '@countersign/core/adapter'
export type { FetchOptions, ReadingOptions } from './options.js'
