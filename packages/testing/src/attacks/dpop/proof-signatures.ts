import { createSecretKey, sign } from 'node:crypto'
import { signCompact } from '../../sign-compact.js'
import { compact, segmentsOf } from '../forge/compact.js'
import type { DpopAttack, DpopSubject } from './dpop-attack.js'
import { proofAttack, withHeaders, type NamedProofs } from './proof-attack.js'

const STRANGE = ['none', 'NONE', 'es256', 'ES256K', 'HS256', '', 'dir', null, undefined, 1]

/** RFC 9449 §4.3 #5, #6, §11.6: algorithms and signatures. */
export const proofSignatureAttacks: readonly DpopAttack[] = [
  proofAttack({
    id: 'proof-unsigned',
    rows: ['DPOP-07'],
    title: 'refuses none and HS*',
    severity: 'high',
    proofs: (subject) => ({ ...unsignedProofs(subject), ...proofsByHmac(subject) }),
  }),
  proofAttack({
    id: 'proof-alg-odd',
    rows: ['DPOP-07'],
    title: 'refuses names of algorithms that nobody has registered, or for another key',
    severity: 'low',
    proofs: (subject) => {
      const { algorithm } = subject.key
      const other = algorithm === 'ES384' ? 'ES256' : 'ES384'
      return withHeaders(
        subject,
        [...STRANGE, other, [algorithm]].map((alg) => ({ alg })),
      )
    },
  }),
  proofAttack({
    id: 'proof-signature-bad',
    rows: ['DPOP-08'],
    title: 'refuses a signature that is not of this proof',
    severity: 'high',
    proofs: ({ key, proof }) => {
      const [header, payload, signature] = segmentsOf(proof())
      const input = `${header}.${payload}`
      const [, otherPayload, otherSignature] = segmentsOf(proof())
      return {
        'no signature': `${input}.`,
        'no segment for it': input,
        'half a signature': `${input}.${signature.slice(0, signature.length >> 1)}`,
        zeros: compact(input, Buffer.alloc(Buffer.from(signature, 'base64url').length)),
        'of another proof': `${input}.${otherSignature}`,
        'a payload of another proof': `${header}.${otherPayload}.${signature}`,
        ...(key.algorithm.startsWith('ES') && {
          DER: compact(input, sign(hashOf(key.algorithm), Buffer.from(input), key.privateKey)),
        }),
      }
    },
  }),
]

function unsignedProofs({ proof }: DpopSubject): NamedProofs {
  const unsigned = (alg: string): string => {
    const [header, payload] = segmentsOf(proof({ header: { alg } }))
    return compact(`${header}.${payload}`)
  }
  return { 'none, unsigned': unsigned('none'), 'None, unsigned': unsigned('None') }
}

function proofsByHmac({ key, proof }: DpopSubject): NamedProofs {
  const secret = Buffer.from(JSON.stringify(key.publicJwk))
  const hmac = (jwk: object): string =>
    signCompact({
      header: { typ: 'dpop+jwt', alg: 'HS256', jwk },
      payload: Buffer.from(segmentsOf(proof())[1], 'base64url'),
      key: createSecretKey(secret),
      algorithm: 'HS256',
    })
  return {
    'HS256 with an oct key': hmac({ kty: 'oct', k: secret.toString('base64url') }),
    'HS256 by the public key': hmac(key.publicJwk),
  }
}

function hashOf(algorithm: string): string {
  return `sha${algorithm.slice(2)}`
}
