import { integer, sequence } from '../../x509/der.js'
import { compact } from '../forge/compact.js'
import { joinSignature, P256_ORDER, splitSignature } from '../forge/elliptic.js'
import { toBytes } from '../forge/numbers.js'
import { otherInput, signedInput } from '../good-signature.js'
import { labelFor } from '../labels.js'
import { byName } from '../named.js'
import type { TokenAttack } from '../token-attack.js'

/** Octets of R and S together. */
const OCTETS = { ES256: 64, ES384: 96, ES512: 132 } as const

const about = { family: 'signature', needs: 'token' } as const

/** Signatures of ECDSA that are no points of the curve, or are spelled in another way. */
export const ecdsaSignatureAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'ecdsa-out-of-range',
    rows: ['ATK-25', 'JOSE-23'],
    title: 'refuses r and s that are not in 1 .. n-1',
    severity: 'critical',
    tokens(subject) {
      const es256 = signedInput(subject, ['ES256'])
      const input = es256?.input ?? subject.input({ header: labelFor(subject, 'ES256') })
      const { r, s } = es256 ? splitSignature(es256.signature) : { r: 1n, s: 1n }
      const n = P256_ORDER
      const signatures: Readonly<Record<string, Buffer>> = {
        'r = 0, s = 0': Buffer.alloc(64),
        'r = 0': joinSignature(0n, s),
        's = 0': joinSignature(r, 0n),
        'r = n': joinSignature(n, s),
        's = n': joinSignature(r, n),
        'r = n, s = n': joinSignature(n, n),
        'r = n + 1': joinSignature(n + 1n, s),
        's = n + 1': joinSignature(r, n + 1n),
        'r = 1, s = 1': joinSignature(1n, 1n),
        'all ones': Buffer.alloc(64, 0xff),
      }
      const zeros = Object.entries(OCTETS).map(([alg, octets]) => [
        `all zero, as ${alg}`,
        compact(subject.input({ header: labelFor(subject, alg) }), Buffer.alloc(octets)),
      ])
      return {
        ...byName(signatures, (signature) => compact(input, signature)),
        ...(Object.fromEntries(zeros) as Record<string, string>),
        'all zero, of another token': compact(otherInput(subject), Buffer.alloc(64)),
      }
    },
  },
  {
    ...about,
    id: 'ecdsa-spellings',
    rows: ['ATK-25', 'ATK-26', 'JOSE-22', 'JOSE-23'],
    title: 'refuses ECDSA signatures as DER or of another length',
    severity: 'low',
    tokens(subject) {
      const es256 = signedInput(subject, ['ES256'])
      if (!es256) return {}
      const { input, signature } = es256
      const { r, s } = splitSignature(signature)
      const n = P256_ORDER
      const padded = (length: number): Buffer =>
        Buffer.concat([toBytes(r, length / 2), toBytes(s, length / 2)])
      const signatures: Readonly<Record<string, Buffer>> = {
        DER: sequence(integer(toBytes(r)), integer(toBytes(s))),
        '63 octets, the last one gone': signature.subarray(0, 63),
        '63 octets, the first one gone': signature.subarray(1),
        '65 octets, one behind': Buffer.concat([signature, Buffer.alloc(1)]),
        '65 octets, one in front': Buffer.concat([Buffer.alloc(1), signature]),
        '66 octets, zeros before r and s': padded(66),
        '96 octets, as in ES384': padded(96),
        '132 octets, as in ES512': padded(132),
        '32 octets, r only': signature.subarray(0, 32),
        '128 octets, twice the same': Buffer.concat([signature, signature]),
        's before r': joinSignature(s, r),
        'one octet': signature.subarray(0, 1),
        '8 000 octets': Buffer.concat([signature, Buffer.alloc(7_936)]),
        'r + n, an octet longer': Buffer.concat([toBytes(r + n, 33), toBytes(s, 32)]),
        'r and s + n, an octet longer': Buffer.concat([toBytes(r, 32), toBytes(s + n, 33)]),
        'r + n and s + n, two octets longer': Buffer.concat([
          toBytes(r + n, 33),
          toBytes(s + n, 33),
        ]),
      }
      return byName(signatures, (other) => compact(input, other))
    },
  },
]
