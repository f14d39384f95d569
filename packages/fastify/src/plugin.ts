import { ConfigError, type Verifier } from '@countersign/core'
import type { AuthenticateOptions } from '@countersign/core/adapter'
import { authenticate } from './authenticate.js'
import type { Hook } from './hook.js'
import { resourceMetadata } from './resource-metadata.js'

/** Options of the plugin {@link countersign}. */
export interface CountersignOptions extends AuthenticateOptions {
  verifier: Verifier<unknown>
  /** The hook that authenticates. Default `onRequest`; `preValidation` finds tokens in form bodies, too. */
  hook?: 'onRequest' | 'preValidation'
}

/** What is needed of a Fastify instance, whichever server it is typed for. */
interface Instance {
  readonly prefix: string
  hasRequestDecorator(name: string): boolean
  decorateRequest(name: string): unknown
  addHook(name: 'onRequest' | 'preValidation', hook: Hook): unknown
}

/**
 * A plugin that authenticates every request of the context that it is registered in, and of those
 * within: `authenticate`, behind `resourceMetadata`, and `request.auth` declared as a decorator.
 *
 * Registering fails with a ConfigError if an option is malformed.
 */
export const countersign: (
  instance: Instance,
  options: CountersignOptions,
  done: (error?: Error) => void,
) => void = Object.assign(register, {
  // Without it, Fastify would keep what the plugin adds within the plugin.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@countersign/fastify',
  [Symbol.for('plugin-meta')]: { fastify: '5.x', name: '@countersign/fastify' },
})

function register(
  instance: Instance,
  { verifier, hook = 'onRequest', ...options }: CountersignOptions,
  done: (error?: Error) => void,
): void {
  try {
    add(instance, verifier, hook, options)
  } catch (error) {
    done(error as Error)
    return
  }
  done()
}

function add(
  instance: Instance,
  verifier: Verifier<unknown>,
  hook: 'onRequest' | 'preValidation',
  options: AuthenticateOptions,
): void {
  if (hook !== 'onRequest' && hook !== 'preValidation') {
    throw new ConfigError('hook', "must be 'onRequest' or 'preValidation'")
  }
  const gate = authenticate(verifier, options)
  if (!instance.hasRequestDecorator('auth')) instance.decorateRequest('auth')
  instance.addHook('onRequest', resourceMetadata(verifier))
  instance.addHook(hook, gate)
}
