import { createPublicKey, X509Certificate } from 'node:crypto'
import { isRecord } from './read-entries.js'

/** Something about a key that does not keep the verifier from using it. */
export interface Remark {
  readonly verdict: 'wrong' | 'unusual'
  readonly text: string
  readonly reference: string
}

interface Surroundings {
  readonly isUsed: boolean
  readonly keys: readonly unknown[]
  readonly index: number
  /** Milliseconds. */
  readonly now: number
}

type Jwk = Readonly<Record<string, unknown>>

/** Every remark there is on a key. */
export function remarksOn(jwk: Jwk, around: Surroundings): readonly Remark[] {
  if (!around.isUsed) return []
  return [nameRemark, algorithmRemark, useRemark, certificateRemark, postQuantumRemark]
    .map((remark) => remark(jwk, around))
    .filter((remark) => remark !== undefined)
}

function nameRemark({ kid }: Jwk, { keys, index }: Surroundings): Remark | undefined {
  if (kid === undefined) {
    const text = 'It has no kid: a token that names its key does not find this one.'
    return { verdict: 'unusual', text, reference: 'RFC 7517 §4.5' }
  }
  const twin = keys.findIndex(
    (other, at) => at !== index && isRecord(other) && other['kid'] === kid,
  )
  if (twin === -1) return undefined
  const text = `Key ${twin + 1} has the same kid: both are tried, and logs cannot tell them apart.`
  return { verdict: 'unusual', text, reference: 'RFC 7517 §4.5' }
}

function algorithmRemark({ alg, kty }: Jwk): Remark | undefined {
  if (alg !== undefined || kty !== 'RSA') return undefined
  const text = 'It has no alg: RS256 to RS512 and PS256 to PS512 are all taken with it.'
  return { verdict: 'unusual', text, reference: 'RFC 8725 §3.1' }
}

function useRemark({ use, key_ops: operations }: Jwk): Remark | undefined {
  if (use !== undefined || operations !== undefined) return undefined
  const text = 'It has neither use nor key_ops: others may encrypt to it, too.'
  return { verdict: 'unusual', text, reference: 'RFC 7517 §4.2' }
}

function postQuantumRemark({ kty }: Jwk): Remark | undefined {
  if (kty !== 'AKP') return undefined
  const text = 'ML-DSA is off, unless the option "algorithms" of the verifier names it.'
  return { verdict: 'unusual', text, reference: 'RFC 9964' }
}

/** The verifier does not look at certificates. Others do. */
function certificateRemark(jwk: Jwk, { now }: Surroundings): Remark | undefined {
  const { x5c } = jwk
  if (x5c === undefined) return undefined
  const reference = 'RFC 7517 §4.7'
  const certificate = certificateOf(x5c)
  if (!certificate)
    return { verdict: 'wrong', text: 'Its x5c is no list of certificates.', reference }
  if (!isOfKey(certificate, jwk)) {
    return { verdict: 'wrong', text: 'The certificate in its x5c is of another key.', reference }
  }
  if (Date.parse(certificate.validTo) >= now) return undefined
  return { verdict: 'unusual', text: 'The certificate in its x5c has expired.', reference }
}

function certificateOf(x5c: unknown): X509Certificate | undefined {
  const first: unknown = Array.isArray(x5c) ? x5c[0] : undefined
  if (typeof first !== 'string') return undefined
  try {
    return new X509Certificate(Buffer.from(first, 'base64'))
  } catch {
    return undefined
  }
}

function isOfKey({ publicKey }: X509Certificate, jwk: Jwk): boolean {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(publicKey)
  } catch {
    return false
  }
}
