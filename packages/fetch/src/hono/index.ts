export { authenticate } from './authenticate.js'
export { authorize, requireScopes } from './authorize.js'
export { authOf } from './auth-of.js'
export { resourceMetadata } from './resource-metadata.js'
export { errorResponse } from '../responses.js'
export type {
  AuthVariables,
  HonoContext,
  HonoMiddleware,
  HonoRoute,
  OptionalAuthVariables,
} from './context.js'
export type { Connection } from '@countersign/core/adapter'
export type { FetchOptions, ReadingOptions } from '../options.js'
