export { authenticate } from './authenticate.js'
export { authorize, requireScopes } from './authorize.js'
export { authOf } from './auth-of.js'
export { countersign } from './plugin.js'
export { resourceMetadata } from './resource-metadata.js'
export type { AuthenticateOptions } from '@countersign/core/adapter'
export type { Hook, HookReply, HookRequest } from './hook.js'
export type { CountersignOptions } from './plugin.js'

/**
 * Says which verifier types `request.auth`, together with `import '@countersign/fastify/register'`:
 * `declare module '@countersign/fastify' { interface Register { verifier: typeof verifier } }`.
 * With `optional: true` beside it, `request.auth` may be `undefined`.
 */
export interface Register {}
