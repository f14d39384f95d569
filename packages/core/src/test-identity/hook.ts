import { channel } from 'node:diagnostics_channel'
import { ConfigError } from '../errors.js'
import type { TokenRequest } from '../token-request.js'
import { readTestIdentity, type TestIdentity } from './test-identity.js'

// Where `@countersign/testing` puts a function, once a test has called `authenticated()`, and not
// before. A symbol, because neither package may import the other; and because no JSON, no header and
// no option can name one.
const HOOK: unique symbol = Symbol.for('countersign.test-identity') as never

/** What a test kit subscribes to, with the function. Nothing is ever published there. */
const AT_WORK = channel('countersign.test-kit')

/** What the function carries: that it is meant, and the version of what it returns. */
const BRAND: unique symbol = Symbol.for('countersign.test-kit') as never
const VERSION = 1

type Hook = (request: TokenRequest) => unknown

/**
 * Who a test has said that a request comes from; `undefined`: nobody has, and it has to show a token.
 *
 * Throws a ConfigError, so that the request fails, wherever a hook is not what it should be, and
 * wherever there is one at all in production.
 */
export function testIdentityOf(request: TokenRequest): TestIdentity | undefined {
  // Where there is no test kit, this is all that it costs: the global object takes longer to look into.
  if (!AT_WORK.hasSubscribers) return undefined
  const hook = (globalThis as { readonly [HOOK]?: unknown })[HOOK]
  return hook === undefined ? undefined : ask(hook, request)
}

function ask(hook: unknown, request: TokenRequest): TestIdentity | undefined {
  // Whoever pollutes a prototype has not installed anything.
  if (!Object.hasOwn(globalThis, HOOK)) return undefined
  if (isProduction()) throw hookError('must not be installed in production')
  if (!isHook(hook)) throw hookError('was not installed by a test kit that fits this version')
  const identity = hook(request)
  return identity === undefined ? undefined : readTestIdentity(identity)
}

function isHook(value: unknown): value is Hook {
  if (typeof value !== 'function' || !Object.hasOwn(value, BRAND)) return false
  return (value as { readonly [BRAND]?: unknown })[BRAND] === VERSION
}

/** However it is spelt: on Windows a blank is soon left behind it. */
function isProduction(): boolean {
  return process.env['NODE_ENV']?.trim().toLowerCase() === 'production'
}

function hookError(problem: string): ConfigError {
  return new ConfigError('countersign.test-identity', problem)
}
