import { createPublicKey, type KeyObject } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'
import { assertOptions, assertText, assertTexts, isRecord } from '../config/assert.js'
import { isPrivateJwk } from '../private-jwk.js'
import { isSoundIfRsa } from '../rsa-key.js'
import { isThumbprint } from '../tokens/binding.js'
import { isScope } from '../tokens/scope.js'
import { clientSecretHash } from './client-secret.js'
import type { GrantType, IssuerClient } from './issuer-client.js'

/** A client whose registration was checked. */
export interface RegisteredClient {
  readonly clientId: string
  readonly credential: ClientCredential
  readonly grantTypes: readonly GrantType[]
  readonly audiences: readonly string[] | undefined
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
}

/** How a client shows who it is. */
type ClientCredential =
  | { readonly kind: 'secret'; readonly hashes: readonly string[] }
  | { readonly kind: 'keys'; readonly jwks: JSONWebKeySet }
  | { readonly kind: 'none' }

const GRANT_TYPES: readonly GrantType[] = ['client_credentials', 'refresh_token', 'token_exchange']

const MEMBERS: readonly (keyof IssuerClient)[] = [
  ...(['clientId', 'secret', 'secretHash', 'jwks', 'public'] as const),
  ...(['grantTypes', 'audiences', 'scopes', 'resources'] as const),
]

/** RFC 6749 appendix A.1, and of bounded length. */
export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,256}$/.test(value)
}

/** Checks a client as it was registered. Throws a TypeError that names what is wrong. */
export function registeredClient(client: IssuerClient): RegisteredClient {
  assertOptions('clients', client, MEMBERS)
  const { clientId, grantTypes = [], audiences, scopes = [], resources = [] } = client
  if (!isClientId(clientId)) {
    throw new TypeError('"clients.clientId" must be 1 to 256 characters of printable ASCII')
  }
  if (!Array.isArray(grantTypes) || !grantTypes.every((one) => GRANT_TYPES.includes(one))) {
    throw new TypeError(`"clients.grantTypes" must be a list of ${GRANT_TYPES.join(', ')}`)
  }
  if (audiences !== undefined) assertTexts('clients.audiences', audiences)
  assertTexts('clients.resources', resources)
  assertTexts('clients.scopes', scopes)
  if (!scopes.every((scope) => isScope(scope) && !scope.includes(' '))) {
    throw new TypeError('"clients.scopes" must be a list of scope values of RFC 6749')
  }
  const credential = credentialOf(client)
  if (credential.kind === 'none') assertPublic(grantTypes, resources)
  return { clientId, credential, grantTypes, audiences, scopes, resources }
}

function credentialOf(client: IssuerClient): ClientCredential {
  const { secret, secretHash, jwks, public: isPublic } = client
  const given = [secret, secretHash, jwks, isPublic].filter((one) => one !== undefined)
  if (given.length !== 1) {
    throw new TypeError('"clients" must each have one of "secret", "secretHash", "jwks", "public"')
  }
  if (secret !== undefined) return { kind: 'secret', hashes: [clientSecretHash(secret)] }
  if (secretHash !== undefined)
    return { kind: 'secret', hashes: checkedHashes([secretHash].flat()) }
  if (jwks !== undefined) return { kind: 'keys', jwks: checkedKeys(jwks) }
  if (isPublic === true) return { kind: 'none' }
  throw new TypeError('"clients.public" must be true, or left out')
}

function checkedHashes(hashes: readonly string[]): readonly string[] {
  if (hashes.length > 0 && hashes.every(isThumbprint)) return hashes
  throw new TypeError('"clients.secretHash" must be what clientSecretHash gives, or a list of them')
}

function checkedKeys(jwks: JSONWebKeySet): JSONWebKeySet {
  const keys: unknown = isRecord(jwks) ? jwks.keys : undefined
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 20) {
    throw new TypeError('"clients.jwks" must be a JWK Set of 1 to 20 keys')
  }
  for (const jwk of keys) assertPublicKey(jwk)
  return { keys: structuredClone(keys) }
}

function assertPublicKey(jwk: JWK): void {
  if (!isRecord(jwk) || isPrivateJwk(jwk)) {
    throw new TypeError('"clients.jwks" must hold public keys only')
  }
  assertText('clients.jwks.kty', jwk.kty)
  let key: KeyObject
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw new TypeError('"clients.jwks" must hold keys that can be read', { cause })
  }
  if (!isSoundIfRsa(key)) {
    throw new TypeError(
      '"clients.jwks" must hold RSA keys of 2048 to 8192 bits, exponent 3 or more',
    )
  }
}

/** Whoever cannot show who it is gets nothing that needs that. */
function assertPublic(grantTypes: readonly GrantType[], resources: readonly string[]): void {
  if (resources.length === 0 && grantTypes.every((one) => one === 'refresh_token')) return
  throw new TypeError('"clients.public" is for clients that refresh and revoke tokens only')
}
