import type { IssuerOptions } from '../../src/index.js'

type Claims = Readonly<Record<string, unknown>>

/** An access token as a provider documents it, without its times. */
export interface Sample {
  readonly name: string
  readonly issuer: IssuerOptions
  /** Of the verifier. */
  readonly audience: string
  /** Where the provider publishes its keys. */
  readonly keys: string
  readonly header: Claims
  readonly claims: Claims
  readonly scopes: readonly string[]
  readonly clientId: string | undefined
  /** What makes it a token for somebody else. */
  readonly foreign: Claims
  /** What makes it an ID token of the same provider for the same application. */
  readonly idToken?: Claims
}

/** Claims that are taken away. */
export const without = (...names: readonly string[]): Claims =>
  Object.fromEntries(names.map((name) => [name, undefined]))

/** Of a user. */
export const userClaims: Claims = { sub: 'u1', jti: 't1' }
