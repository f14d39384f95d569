export { authenticate } from './authenticate.js'
export { authorize, requireScopes } from './authorize.js'
export { authOf } from './auth-of.js'
export { problemDetails } from './problem-details.js'
export { resourceMetadata } from './resource-metadata.js'
export { withAuth } from './with-auth.js'
export type { AuthenticateOptions } from '@countersign/core/adapter'
export type { Middleware } from './middleware.js'
export type { AuthenticatedRequest } from './with-auth.js'

/**
 * Says which verifier types `req.auth`, together with `import '@countersign/express/register'`:
 * `declare module '@countersign/express' { interface Register { verifier: typeof verifier } }`.
 * With `optional: true` beside it, `req.auth` may be `undefined`.
 */
export interface Register {}
