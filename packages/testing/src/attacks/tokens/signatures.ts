import { randomBytes } from 'node:crypto'
import { signatureOf } from '../../signature-of.js'
import { compact, segmentsOf, signText } from '../forge/compact.js'
import { otherInput } from '../good-signature.js'
import { labelsOf } from '../labels.js'
import type { TokenAttack } from '../token-attack.js'

const about = { family: 'signature', severity: 'critical', needs: 'token' } as const

/** Signatures that are missing, or of another text. */
export const signatureAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'signature-empty',
    rows: ['ATK-24', 'JOSE-02'],
    title: 'refuses an empty signature',
    tokens: (subject) =>
      Object.fromEntries(
        labelsOf(subject).map((header) => [header.alg, compact(subject.input({ header }))]),
      ),
  },
  {
    ...about,
    id: 'signature-of-another-token',
    rows: ['ATK-31', 'JOSE-01'],
    title: 'refuses a signature of another token, or of none',
    tokens(subject) {
      const [header, payload, signature] = segmentsOf(subject.token())
      const [, otherPayload] = segmentsOf(otherInput(subject))
      return {
        'the payload of another token': `${header}.${otherPayload}.${signature}`,
        'header and payload of another token': `${otherInput(subject)}.${signature}`,
        'random octets': compact(`${header}.${payload}`, randomBytes(64)),
        'one payload bit changed': `${header}.${flipped(payload)}.${signature}`,
        'one header bit changed': `${flipped(header)}.${payload}.${signature}`,
        'one signature bit changed': `${header}.${payload}.${flipped(signature)}`,
        'half of it': `${header}.${payload}.${signature.slice(0, signature.length >> 1)}`,
      }
    },
  },
  {
    ...about,
    id: 'signature-over-other-text',
    rows: ['ATK-31', 'JOSE-01'],
    title: 'refuses a signature over anything but header and payload',
    severity: 'medium',
    needs: 'signing-key',
    tokens(subject) {
      const [key] = subject.keys.values()
      if (!key) return {}
      const input = subject.input({ key })
      const [header, payload] = segmentsOf(input)
      const decoded = [header, payload].map((part) => Buffer.from(part, 'base64url').toString())
      const over = (text: string): string => compact(input, signatureOf(text, { key }))
      return {
        'payload before header': over(`${payload}.${header}`),
        'segments swapped, signed as swapped': signText(`${payload}.${header}`, key),
        'decoded JSON': over(decoded.join('.')),
        'decoded payload': over(decoded[1] ?? ''),
        'payload only': over(payload),
        'header only': over(header),
        'a period at the end': over(`${input}.`),
        'no period': over(`${header}${payload}`),
      }
    },
  },
]

/** The segment with one bit of one decoded octet turned over. */
function flipped(segment: string): string {
  const octets = Buffer.from(segment, 'base64url')
  const middle = octets.length >> 1
  octets[middle] = (octets[middle] ?? 0) ^ 1
  return octets.toString('base64url')
}
