import assert from 'node:assert/strict'
import { randomBytes, sign } from 'node:crypto'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { compact, keyOf, segmentsOf, signatureOf, signingInput, signText } from './forge/compact.js'
import { joinSignature, P256_ORDER, splitSignature, twinSignature } from './forge/elliptic.js'
import { toBytes } from './forge/numbers.js'
import { refusesTokens } from './refused-tokens.js'

/** Signatures that are missing, of another text, or no points of the curve. */
export const signatureCases: readonly ContractCase[] = [
  refusesTokens(['ATK-24', 'JOSE-02'], 'refuses an empty signature', ({ idp }) => ({
    ES256: compact(signingInput(idp)),
    RS256: compact(signingInput(idp, { key: 'rs1' })),
    Ed25519: compact(signingInput(idp, { key: 'ed1' })),
  })),
  refusesTokens(['ATK-25', 'JOSE-23'], 'refuses r and s that are not in 1 .. n-1', ({ idp }) => {
    const input = signingInput(idp)
    const { r, s } = splitSignature(es256(idp, input))
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
      'r + n, an octet longer': Buffer.concat([toBytes(r + n, 33), toBytes(s, 32)]),
      'r and s + n, an octet longer': Buffer.concat([toBytes(r, 32), toBytes(s + n, 33)]),
      'r + n and s + n, two octets longer': Buffer.concat([toBytes(r + n, 33), toBytes(s + n, 33)]),
    }
    return byName(signatures, (signature) => compact(input, signature))
  }),
  refusesTokens(
    ['ATK-26', 'JOSE-22'],
    'refuses ECDSA signatures as DER or of another length',
    ({ idp }) => {
      const input = signingInput(idp)
      const signature = es256(idp, input)
      const { r, s } = splitSignature(signature)
      const padded = (length: number): Buffer =>
        Buffer.concat([toBytes(r, length / 2), toBytes(s, length / 2)])
      const signatures: Readonly<Record<string, Buffer>> = {
        DER: sign('sha256', Buffer.from(input), keyOf(idp).privateKey),
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
        '10 000 octets': Buffer.concat([signature, Buffer.alloc(9_936)]),
      }
      return byName(signatures, (other) => compact(input, other))
    },
  ),
  {
    ids: ['ATK-27'],
    title: 'takes the high-s twin of an ES256 signature for the same token, not for another one',
    async run(world) {
      const input = signingInput(world.idp)
      const signature = es256(world.idp, input)
      const server = await world.server()
      const first = expectAccepted(await server.get('/r', compact(input, signature)))
      const twin = compact(input, twinSignature(signature))
      assert.deepEqual(expectAccepted(await server.get('/r', twin)), first)
    },
  },
  refusesTokens(['ATK-31', 'JOSE-01'], 'refuses a signature of another text', async ({ idp }) => {
    const token = await idp.token()
    const [header, payload, signature] = segmentsOf(token)
    const decoded = [header, payload].map((part) => Buffer.from(part, 'base64url').toString())
    const key = keyOf(idp)
    const other = (text: string): string => compact(`${header}.${payload}`, signatureOf(text, key))
    return {
      'the signature of another valid token': `${header}.${payload}.${segmentsOf(await idp.token())[2]}`,
      'the payload of another valid token': `${header}.${segmentsOf(await idp.token())[1]}.${signature}`,
      'payload before header': other(`${payload}.${header}`),
      'segments swapped, signed as swapped': signText(`${payload}.${header}`, key),
      'decoded JSON': other(decoded.join('.')),
      'decoded payload': other(decoded[1] ?? ''),
      'payload only': other(payload),
      'header only': other(header),
      'a period at the end': other(`${header}.${payload}.`),
      'no period': other(`${header}${payload}`),
      'random octets': compact(`${header}.${payload}`, randomBytes(64)),
      'one payload bit changed': `${header}.${flipped(payload)}.${signature}`,
      'one header bit changed': `${flipped(header)}.${payload}.${signature}`,
      'one signature bit changed': `${header}.${payload}.${flipped(signature)}`,
    }
  }),
]

function es256(idp: TestIdentityProvider, input: string): Buffer {
  return signatureOf(input, keyOf(idp))
}

function byName(
  signatures: Readonly<Record<string, Buffer>>,
  token: (signature: Buffer) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [name, token(signature)]),
  )
}

/** The segment with one bit of one decoded octet turned over. */
function flipped(segment: string): string {
  const octets = Buffer.from(segment, 'base64url')
  const middle = octets.length >> 1
  octets[middle] = (octets[middle] ?? 0) ^ 1
  return octets.toString('base64url')
}
