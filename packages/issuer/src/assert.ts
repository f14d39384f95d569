import { isSigningAlgorithm, KEY_KINDS } from './algorithms.js'
import type { SigningKey } from './signing-key.js'

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

export function assertText(option: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`"${option}" must be a non-empty string`)
  }
}

export function assertAudience(value: unknown): asserts value is string | readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0 || values.some((one) => typeof one !== 'string' || one === '')) {
    throw new TypeError('"audience" must be a non-empty string or a list of them')
  }
}

export function assertLifetime(value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 3600) {
    throw new TypeError('"lifetime" must be whole seconds from 1 to 3600')
  }
}

export function assertKeys(
  keys: readonly SigningKey[],
): asserts keys is readonly [SigningKey, ...SigningKey[]] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError('"keys" must be a list of at least one signing key')
  }
  const kids = new Set<string>()
  for (const key of keys as readonly SigningKey[]) {
    assertKey(key)
    if (kids.has(key.kid)) throw new TypeError('"keys" must not name two keys alike')
    kids.add(key.kid)
  }
}

function assertKey({ kid, algorithm, privateKey, publicJwk }: SigningKey): void {
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError('"keys" must use supported asymmetric algorithms')
  }
  const kind = KEY_KINDS[algorithm]
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== kind.type) {
    throw new TypeError(`"keys" must hold a private ${kind.type} key for ${algorithm}`)
  }
  if (typeof kid !== 'string' || kid === '' || publicJwk.kid !== kid) {
    throw new TypeError('"keys" must have the same non-empty "kid" in both halves')
  }
  // The public half is served to everyone as it is.
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(publicJwk, member))) {
    throw new TypeError('"keys" must not have private members in "publicJwk"')
  }
}
