export {
  Auth,
  Authorize,
  InjectVerifier,
  OptionalAuth,
  Public,
  RequireScopes,
  UseVerifier,
} from './auth.decorators.js'
export { AuthException } from './auth.exception.js'
export { AuthGuard } from './auth.guard.js'
export { AuthModule } from './auth.module.js'
export { authOf } from './auth-of.js'
export { getVerifierToken, VERIFIER } from './auth.constants.js'
export type { Access } from './auth.constants.js'
export type { AuthModuleExtras, AuthModuleOptions } from './auth-module-options.interface.js'
export type { HttpRequest, HttpResponse } from './http.js'
export type { RefusalPayload } from './transports/refusal-payload.js'
export type { WebSocketOptions } from './transports/ws-options.js'
