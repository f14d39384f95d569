import { assertKnownNames, assertObject, assertText, optionalTextList } from '../config/assert.js'

/** Who a test says that a request comes from. What it leaves out, the verifier's options decide. */
export interface TestIdentity {
  /** Merged over the claims of a good token; `undefined` takes one away. */
  readonly claims: Readonly<Record<string, unknown>>
  /** `undefined`: what the claims say. */
  readonly scopes: readonly string[] | undefined
  /** `undefined`: the first one that the verifier trusts. */
  readonly issuer: string | undefined
}

const NAMES = ['claims', 'scopes', 'issuer']

/** Reads what a hook has returned; throws a ConfigError for anything but a test identity. */
export function readTestIdentity(value: unknown): TestIdentity {
  assertObject('test identity', value)
  assertKnownNames('test identity', value, NAMES)
  // Its own members, whatever a prototype was made to say.
  const own = Object.assign(Object.create(null) as Record<string, unknown>, value)
  const { claims, scopes, issuer } = own
  assertObject('claims', claims)
  if (issuer !== undefined) assertText('issuer', issuer)
  return {
    claims,
    scopes: scopes === undefined ? undefined : optionalTextList('scopes', scopes),
    issuer,
  }
}
