import { ConfigError, type Verifier } from '@countersign/core'
import { checkAuthenticateOptions } from '@countersign/core/adapter'
import { Inject, Module, type NestModule } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { AuthModuleOptions } from './auth-module-options.interface.js'
import { VERIFIER } from './auth.constants.js'
import { AuthGuard } from './auth.guard.js'
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './auth.module-definition.js'
import { resourceMetadata } from './resource-metadata.js'

const verifier = {
  provide: VERIFIER,
  inject: [MODULE_OPTIONS_TOKEN],
  useFactory(options: AuthModuleOptions): Verifier<unknown> {
    // `forRootAsync` takes `global` beside its factory; in what that returns it protects nothing.
    checkModuleOptions(options)
    return options.verifier
  },
}

function checkModuleOptions(options: AuthModuleOptions): void {
  for (const name of Object.keys(Object(options))) {
    if (name !== 'verifier') throw new ConfigError(name, 'is not an option of AuthModule here')
  }
  checkAuthenticateOptions(options?.verifier)
}

/**
 * Brings the verifier, the guard and the RFC 9728 document of a verifier that has one:
 * `AuthModule.forRoot({ verifier, global: true })`, or `forRootAsync()`.
 */
@Module({ providers: [verifier, AuthGuard], exports: [VERIFIER, AuthGuard] })
export class AuthModule extends ConfigurableModuleClass implements NestModule {
  readonly #verifier: Verifier<unknown>
  readonly #host: HttpAdapterHost

  constructor(
    @Inject(VERIFIER) verifier: Verifier<unknown>,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    super()
    this.#verifier = verifier
    this.#host = host
  }

  configure(): void {
    // Past the router: the document's place is at the root, whatever the global prefix is, and it
    // must be found before a catch-all route is.
    if (this.#verifier.resourceMetadata()) {
      this.#host.httpAdapter.use(resourceMetadata(this.#verifier))
    }
  }
}
