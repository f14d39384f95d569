import { assertKnown, assertObject, assertOneOf, assertText } from '@countersign/database'
import { ConfigError } from '@countersign/core'
import type { ApprovalClient } from '../client.js'
import { shownText } from '../shown-text.js'

const MEMBERS = [
  'clientId',
  'name',
  'verified',
  'website',
  'logo',
  'authentication',
  'scopes',
  'resources',
  'delivery',
  'userCode',
  'refreshTokens',
  'signedRequests',
]
const SIGNED = ['ES256', 'ES384', 'ES512', 'PS256', 'EdDSA', 'Ed25519']
const LOGO_BYTES = 65_536
/** RFC 6749 §3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/

/** Throws a ConfigError that names the member at fault; `at` is where the client stands, such as `clients[0]`. */
export function checkClient(at: string, client: ApprovalClient): void {
  assertObject(at, client)
  assertKnown(at, client, MEMBERS)
  if (!isClientId(client.clientId)) {
    throw new ConfigError(`${at}.clientId`, 'must be 1 to 255 visible ASCII characters')
  }
  checkName(`${at}.name`, client.name)
  for (const name of ['verified', 'userCode', 'refreshTokens'] as const) {
    if (client[name] !== undefined) assertBoolean(`${at}.${name}`, client[name])
  }
  if (client.website !== undefined) assertHttps(`${at}.website`, client.website)
  if (client.logo !== undefined) checkLogo(`${at}.logo`, client.logo)
  checkAuthentication(`${at}.authentication`, client.authentication)
  checkScopes(`${at}.scopes`, client.scopes)
  if (client.resources !== undefined) checkResources(`${at}.resources`, client.resources)
  if (client.delivery !== undefined) checkDelivery(`${at}.delivery`, client.delivery)
  if (client.signedRequests !== undefined) {
    assertOneOf(`${at}.signedRequests`, client.signedRequests, SIGNED)
  }
}

/** Whether a client can be called that. */
export function isClientId(id: unknown): id is string {
  return typeof id === 'string' && /^[\x21-\x7e]{1,255}$/.test(id)
}

/** Clients may have named themselves. */
function checkName(at: string, name: string): void {
  assertText(at, name, 80)
  if (shownText(name, 80) !== undefined) return
  throw new ConfigError(at, 'must be text without anything that hides, or turns other text around')
}

export function assertBoolean(option: string, value: unknown): asserts value is boolean {
  if (typeof value !== 'boolean') throw new ConfigError(option, 'must be true or false')
}

function checkLogo(at: string, logo: NonNullable<ApprovalClient['logo']>): void {
  assertObject(at, logo)
  assertKnown(at, logo, ['type', 'data'])
  assertOneOf(`${at}.type`, logo.type, ['image/png', 'image/jpeg', 'image/webp'])
  const { data } = logo
  if (data instanceof Uint8Array && data.length > 0 && data.length <= LOGO_BYTES) return
  throw new ConfigError(`${at}.data`, `must be 1 to ${LOGO_BYTES} bytes`)
}

function checkAuthentication(at: string, given: ApprovalClient['authentication']): void {
  assertObject(at, given)
  assertOneOf(`${at}.method`, given.method, ['private_key_jwt', 'tls', 'self_signed_tls'])
  if (given.method === 'tls') {
    assertKnown(at, given, ['method', 'subjectDn'])
    assertText(`${at}.subjectDn`, given.subjectDn, 1024)
    return
  }
  assertKnown(at, given, ['method', 'keys'])
  if (given.keys instanceof URL) {
    assertHttps(`${at}.keys`, given.keys.href)
    return
  }
  assertObject(`${at}.keys`, given.keys)
  const { keys } = given.keys
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 20) {
    throw new ConfigError(`${at}.keys`, 'must be a JSON Web Key Set of 1 to 20 keys, or its URL')
  }
  for (const key of keys) {
    assertObject(`${at}.keys`, key)
    if ('d' in key || 'k' in key || 'priv' in key) {
      throw new ConfigError(`${at}.keys`, 'must be public keys alone')
    }
  }
}

function checkScopes(at: string, scopes: readonly string[]): void {
  if (Array.isArray(scopes) && scopes.length > 0 && scopes.every(isScope)) return
  throw new ConfigError(at, 'must be a list of one or more scopes (RFC 6749 §3.3)')
}

/** Whether it can be a scope of a resource: those of the protocol are none. */
export function isScope(scope: unknown): scope is string {
  return (
    typeof scope === 'string' &&
    SCOPE.test(scope) &&
    scope !== 'openid' &&
    scope !== 'offline_access'
  )
}

function checkResources(at: string, resources: readonly string[]): void {
  if (Array.isArray(resources) && resources.length > 0) return
  throw new ConfigError(at, 'must be a list of one or more resource indicators')
}

function checkDelivery(at: string, delivery: NonNullable<ApprovalClient['delivery']>): void {
  assertObject(at, delivery)
  assertOneOf(`${at}.mode`, delivery.mode, ['poll', 'ping'])
  if (delivery.mode === 'ping') {
    assertKnown(at, delivery, ['mode', 'endpoint'])
    assertHttps(`${at}.endpoint`, delivery.endpoint)
  } else assertKnown(at, delivery, ['mode'])
}

function assertHttps(option: string, value: unknown): void {
  // In ASCII: letters of another script that look like those of a well-known host give themselves away.
  const isPlain = typeof value === 'string' && /^[\x21-\x7e]{1,2048}$/.test(value)
  const url = isPlain ? parsed(value) : undefined
  const plain = url?.username === '' && url.password === '' && url.hash === ''
  if (url?.protocol === 'https:' && plain) return
  throw new ConfigError(option, 'must be an https URL in ASCII, without credentials and fragment')
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
