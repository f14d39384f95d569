import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { signatureOf } from '../../signature-of.js'
import { keyOf } from './key-of.js'
import { curveKey } from '../../attacks/forge/curves.js'
import { toBytes } from '../../attacks/forge/numbers.js'
import { createOddRsaKey, createSquareRsaKey, type OddRsaKey } from '../../attacks/forge/rsa.js'
import { expectKeysUnused, signedByUnused, unusedEcKey, type UnusedKey } from './unused-keys.js'
import { misspelledKeys } from './misspelled-keys.js'
import { keyPair } from '../../key-pair.js'

/** Keys that no token may be verified with. */
export const unusableKeyCases: readonly ContractCase[] = [
  {
    ids: ['ATK-81', 'JOSE-20'],
    title: 'honours use, key_ops and alg of a published key',
    run: (world) =>
      expectKeysUnused(world, 'keys for other uses', (idp) => {
        const rows = [
          [
            { use: 'enc' },
            { use: 1 },
            { use: [] },
            { use: ['sig'] },
            { use: 'SIG' },
            { use: null },
          ],
          [{ key_ops: ['encrypt'] }, { key_ops: [] }, { key_ops: ['sign'] }, { key_ops: 'verify' }],
          [
            { key_ops: null },
            { use: 'sig', key_ops: ['encrypt'] },
            { use: 'enc', key_ops: ['verify'] },
          ],
          [
            { alg: 'ES384' },
            { alg: 'ES256K' },
            { alg: 'RS256' },
            { alg: 'ECDH-ES' },
            { alg: 'none' },
          ],
          [{ alg: 'HS256' }, { alg: '' }, { alg: null }, { alg: ['ES256'] }, { alg: 'es256' }],
        ]
        const { kid: _kid, alg: _alg, use: _use, ...jwk } = keyOf(idp).publicJwk
        return rows.flat().map((restriction) => {
          const kid = JSON.stringify(restriction)
          return { jwk: { ...jwk, ...restriction, kid }, token: idp.sign({ header: { kid } }) }
        })
      }),
  },
  {
    ids: ['ATK-82', 'JOSE-24'],
    title: 'refuses RSA keys that are too short or too long, and exponents of no use',
    run: (world) =>
      expectKeysUnused(world, 'odd RSA keys', (idp) => [
        ...[512, 1024, 2047].map((bits) => shortRsaKey(idp, bits)),
        oddRsaKey(idp, 'exponent 1', createOddRsaKey(3072, 1n)),
        oddRsaKey(idp, 'exponent 2', createSquareRsaKey(3072)),
        oddRsaKey(idp, 'modulus of 16 384 bits', createOddRsaKey(16_384, 65_537n)),
        oddRsaKey(idp, 'modulus of 1024 bits, exponent 3', createOddRsaKey(1024, 3n)),
        ...[0n, 1n, 2n].map((rest) => evenModulus(idp, rest)),
      ]),
  },
  {
    ids: ['ATK-83'],
    title: 'refuses keys on curves that no algorithm of ours has',
    run: (world) =>
      expectKeysUnused(world, 'foreign curves', (idp) =>
        ['prime192v1', 'secp224r1', 'secp256k1', 'brainpoolP256r1', 'brainpoolP384r1'].flatMap(
          (namedCurve) => {
            const { privateKey, x, y } = curveKey(namedCurve)
            const names: Record<string, string> = { prime192v1: 'P-192', secp224r1: 'P-224' }
            // Under its own name, and under the name of a curve that we know.
            return [names[namedCurve] ?? namedCurve, 'P-256', 'P-384'].map((crv) => {
              const jwk = { kty: 'EC', crv, x, y, kid: `${namedCurve} as ${crv}` }
              return unusedEcKey(idp, jwk, privateKey)
            })
          },
        ),
      ),
  },
  {
    ids: ['ATK-86'],
    title: 'refuses EC and Ed25519 keys that are misspelled, short or off the curve',
    run: (world) => expectKeysUnused(world, 'misspelled keys', misspelledKeys),
  },
  {
    ids: ['ATK-84', 'JOSE-26'],
    title: 'refuses to start with a shared secret, of any length',
    async run({ core, idp, audience }) {
      const secrets = ['secret', 'x'.repeat(16), 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(64)]
      for (const secret of secrets) {
        const k = Buffer.from(secret).toString('base64url')
        const keys = { keys: [{ kty: 'oct', kid: 'hs1', alg: 'HS256', k }] }
        const options = { issuer: idp.issuer, audience, keys }
        expectMisconfigured(core, options, 'keys')
        expectMisconfigured(core, { ...options, algorithms: ['HS256'] }, 'algorithms')
        expectMisconfigured(core, { ...options, keys: secret }, 'keys')
      }
    },
  },
]

function shortRsaKey(idp: TestIdentityProvider, bits: number): UnusedKey {
  const { privateKey, publicKey } = keyPair('rsa', { modulusLength: bits })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: `${bits} bits` }
  return signedByUnused(idp, jwk, { alg: 'RS256' }, (input) =>
    signatureOf(input, { algorithm: 'RS256', key: privateKey }),
  )
}

// Arithmetic by Montgomery's method fails on an even modulus, and libraries throw.
function evenModulus(idp: TestIdentityProvider, signature: bigint): UnusedKey {
  const n = Buffer.concat([Buffer.alloc(255, 0xff), Buffer.alloc(1)]).toString('base64url')
  const jwk = { kty: 'RSA', n, e: 'AQAB', kid: `even modulus, signature ${signature}` }
  return signedByUnused(idp, jwk, { alg: 'RS256' }, () => toBytes(signature, 256))
}

function oddRsaKey(idp: TestIdentityProvider, kid: string, key: OddRsaKey): UnusedKey {
  return signedByUnused(idp, { ...key.publicJwk, kid }, { alg: 'RS256' }, (input) =>
    key.sign(input),
  )
}
