import { ConfigError, type Verifier } from '@countersign/core'
import { checkAuthenticateOptions } from '@countersign/core/adapter'
import { ConfigurableModuleBuilder, type DynamicModule, type Provider } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import type { AuthModuleExtras, AuthModuleOptions } from './auth-module-options.interface.js'
import { getVerifierToken, WEB_SOCKET_RULES } from './auth.constants.js'
import { AuthGuard } from './auth.guard.js'
import { type WebSocketRules, webSocketRules } from './transports/ws-options.js'

/** Injection token, in a module only, of the verifier that it has. */
export const OWN_VERIFIER: unique symbol = Symbol('countersign.nestjs.own-verifier')

const extras: AuthModuleExtras = { global: false, name: undefined as never }

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<AuthModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras(extras, (definition, { global = false, name }): DynamicModule => {
      const parts = name === undefined ? mainParts(global) : namedParts(name, global)
      const providers = [...(definition.providers ?? []), ...parts.providers]
      return { ...definition, ...parts, providers }
    })
    .build()

export { ConfigurableModuleClass }

type Parts = Required<Pick<DynamicModule, 'providers' | 'exports' | 'global'>>

function mainParts(global: boolean): Parts {
  const token = getVerifierToken()
  const guard = { provide: APP_GUARD, useExisting: AuthGuard }
  const own = [...verifierProviders(token, OPTIONS), webSocketProvider, AuthGuard]
  const providers = [...own, ...(global ? [guard] : [])]
  return { providers, exports: [token, WEB_SOCKET_RULES, AuthGuard], global }
}

function namedParts(name: string, global: boolean): Parts {
  if (global) {
    throw new ConfigError('global', 'is for the AuthModule without a name: that has the guard')
  }
  const token = getVerifierToken(name)
  return { providers: verifierProviders(token, NAMED_OPTIONS), exports: [token], global: true }
}

const webSocketProvider: Provider = {
  provide: WEB_SOCKET_RULES,
  // The verifier's own checks the names of the options.
  inject: [MODULE_OPTIONS_TOKEN, OWN_VERIFIER],
  useFactory: (options: AuthModuleOptions): WebSocketRules => webSocketRules(options.webSocket),
}

/** What a module takes: connections of gateways go by what the one with the guard was told. */
const OPTIONS: readonly string[] = ['verifier', 'webSocket']
const NAMED_OPTIONS: readonly string[] = ['verifier']

function verifierProviders(token: symbol, known: readonly string[]): Provider[] {
  const verifier = {
    provide: token,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory(options: AuthModuleOptions): Verifier<unknown> {
      // `forRootAsync` takes `global` and `name` beside its factory; in what that returns they protect
      // nothing.
      checkModuleOptions(options, known)
      return options.verifier
    },
  }
  return [verifier, { provide: OWN_VERIFIER, useExisting: token }]
}

function checkModuleOptions(options: AuthModuleOptions, known: readonly string[]): void {
  for (const name of Object.keys(Object(options))) {
    if (!known.includes(name)) throw new ConfigError(name, 'is not an option of AuthModule here')
  }
  checkAuthenticateOptions(options?.verifier)
}
