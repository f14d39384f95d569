import type { SigningKey } from '@countersign/issuer'
import { encodeSegment } from '../../encode-segment.js'
import type { SignParts } from '../../test-identity-provider.js'
import { merge, type Overrides } from '../../test-tokens.js'
import { signText } from '../forge/compact.js'
import type { AttackSubject } from '../token-attack.js'
import { SigningKeyNeeded } from './signing-key-needed.js'

/** What one kind of subject knows that another does not. */
export interface SubjectParts extends Pick<
  AttackSubject,
  'issuer' | 'audience' | 'now' | 'jwks' | 'keys' | 'claims'
> {
  readonly collectorUrl?: string | undefined
  /** The header of a good token by this key; without one, of any good token. */
  readonly header: (key: SigningKey | undefined) => Overrides
  /** The only good token that there is. Default: a new one each time. */
  readonly token?: string
}

/** A subject that signs if it has keys. */
export function createSubject(parts: SubjectParts): AttackSubject {
  const { issuer, audience, now, jwks, keys, claims, collectorUrl, token } = parts

  const find = (key: SigningKey | string | undefined): SigningKey | undefined => {
    if (typeof key === 'object') return key
    const found = key === undefined ? keys.values().next().value : keys.get(key)
    if (key !== undefined && !found) throw new TypeError(`no key ${JSON.stringify(key)}`)
    return found
  }
  const input = ({ header = {}, payload = {}, key }: SignParts = {}): string => {
    const first = isRaw(header) ? header : merge(parts.header(find(key)), header)
    return `${encodeSegment(first)}.${encodeSegment(isRaw(payload) ? payload : claims(payload))}`
  }
  const sign = (what: SignParts = {}): string => {
    const key = find(what.key)
    if (!key || keys.size === 0) throw new SigningKeyNeeded()
    return signText(input(what), key)
  }
  return {
    issuer,
    audience,
    now,
    jwks,
    keys,
    ...(collectorUrl !== undefined && { collectorUrl }),
    claims,
    input,
    sign,
    token: () => token ?? sign(),
  }
}

function isRaw(part: Overrides | string | Uint8Array): part is string | Uint8Array {
  return typeof part === 'string' || part instanceof Uint8Array
}
