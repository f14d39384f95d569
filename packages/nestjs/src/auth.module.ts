import type { Verifier } from '@countersign/core'
import { Inject, Module, type NestModule, type OnModuleInit } from '@nestjs/common'
import { ApplicationConfig, HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core'
import { AuthGuard } from './auth.guard.js'
import { ConfigurableModuleClass, OWN_VERIFIER } from './auth.module-definition.js'
import { checkNames } from './check-names.js'
import { checkContext } from './graphql/check-context.js'
import { checkFields } from './graphql/check-fields.js'
import { graphqlOptions } from './graphql/graphql-options.js'
import { excuseReplaced } from './guarded.interceptor.js'
import { limitStreams } from './limit-streams.js'
import { NamedVerifiers } from './named-verifiers.js'
import { resourceMetadata } from './resource-metadata.js'
import { guardConnections } from './transports/ws-gateways.js'

/**
 * Brings the verifier, the guard and the RFC 9728 document of a verifier that has one:
 * `AuthModule.forRoot({ verifier, global: true })`, or `forRootAsync()`. Further verifiers have modules
 * of their own: `AuthModule.forRoot({ verifier, name: 'admin' })`.
 */
@Module({})
export class AuthModule extends ConfigurableModuleClass implements NestModule, OnModuleInit {
  readonly #verifier: Verifier<unknown>
  readonly #host: HttpAdapterHost
  readonly #modules: ModulesContainer
  readonly #ref: ModuleRef
  readonly #checkGateways: () => void

  constructor(
    @Inject(OWN_VERIFIER) verifier: Verifier<unknown>,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(ModuleRef) ref: ModuleRef,
    @Inject(ApplicationConfig) config: ApplicationConfig,
  ) {
    super()
    this.#checkGateways = guardConnections(config, modules)
    this.#verifier = verifier
    this.#host = host
    this.#modules = modules
    this.#ref = ref
  }

  configure(): void {
    limitStreams(this.#modules)
    // Past the router: the document's place is at the root, whatever the global prefix is, and it
    // must be found before a catch-all route is.
    if (this.#verifier.resourceMetadata()) {
      this.#host.httpAdapter.use(resourceMetadata(this.#verifier))
    }
  }

  onModuleInit(): void {
    this.#checkGateways()
    checkNames(this.#modules, new NamedVerifiers(this.#ref))
    const graphql = graphqlOptions(this.#modules)
    checkContext(graphql)
    checkFields(graphql, this.#modules, AuthGuard)
    excuseReplaced(this.#modules, AuthGuard)
  }
}
