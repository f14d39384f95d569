import type { Verifier } from '@countersign/core'

/** Options of `AuthModule.forRoot()`, and what the factory of `forRootAsync()` returns. */
export interface AuthModuleOptions {
  verifier: Verifier<unknown>
}

/** Options that decide what the module consists of, so that no factory can give them. */
export interface AuthModuleExtras {
  /**
   * True: the guard protects every route that is not `@Public()`, and the verifier can be injected
   * everywhere. Default false: it guards what says `@UseGuards(AuthGuard)`, in modules that import
   * this one.
   */
  global?: boolean
}
