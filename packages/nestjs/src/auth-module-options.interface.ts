import type { Verifier } from '@countersign/core'
import type { WebSocketOptions } from './transports/ws-options.js'

/** Options of `AuthModule.forRoot()`, and what the factory of `forRootAsync()` returns. */
export interface AuthModuleOptions {
  verifier: Verifier<unknown>
  /** What connections of WebSocket gateways go by. */
  webSocket?: WebSocketOptions
}

/** Options that decide what the module consists of, so that no factory can give them. */
export interface AuthModuleExtras {
  /**
   * True: the guard protects every route that is not `@Public()`, and the verifier can be injected
   * everywhere. Default false: it guards what says `@UseGuards(AuthGuard)`, in modules that import
   * this one.
   */
  global?: boolean
  /**
   * Makes this a further verifier, for what says `@UseVerifier(name)`; it can be injected everywhere.
   * There is no guard in it: that is of the module without a name, which an application has as well.
   */
  name?: string
}
