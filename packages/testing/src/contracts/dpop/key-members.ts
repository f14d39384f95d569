import type { KeyObject } from 'node:crypto'
import { createProofKey } from '../../index.js'
import { keyPair } from '../../key-pair.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { MISSPELLINGS } from '../attacks/misspelled-keys.js'
import { curveKey, keyWithShortX } from '../../attacks/forge/curves.js'
import { keyOf } from '../attacks/key-of.js'
import { eachVariant } from '../variants.js'
import { createClient, holderOf } from './clients.js'
import { holderBy } from '../holders.js'
import { expectOddKeysRefused, privateJwk } from './odd-keys.js'
import { expectProofsRefused } from './refused-proofs.js'

/** RFC 9449 §4.3 #5 to #7: the key in the header of a proof. */
export const keyMemberCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-09', 'ATK-91'],
    title: 'refuses keys with private or symmetric members',
    async run(world) {
      const [ec, rsa, ed] = [
        await createProofKey(),
        await holderBy(world, 'PS256'),
        await createProofKey('EdDSA'),
      ]
      const secrets = ['p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv', 'd']
      const { d, p, q } = privateJwk(rsa)
      await expectOddKeysRefused(world, [
        ...[ec, rsa, ed].map((key) => ({ key, jwk: privateJwk(key) })),
        { key: rsa, jwk: { ...rsa.publicJwk, d } },
        { key: rsa, jwk: { ...rsa.publicJwk, p, q } },
        // Libraries that know the members of EC keys only look past the others.
        ...[ec, rsa, ed].flatMap((key) =>
          secrets.map((name) => ({ key, jwk: { ...key.publicJwk, [name]: 'AQAB' } })),
        ),
        ...[null, '', [], 1].map((value) => ({ key: ec, jwk: { ...ec.publicJwk, d: value } })),
        { key: rsa, jwk: { ...rsa.publicJwk, oth: [{ r: 'AQ', d: 'AQ', t: 'AQ' }] } },
        { key: ec, jwk: { kty: 'oct', k: 'c2VjcmV0' } },
        { key: ec, jwk: { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', priv: 'AAAA' } },
      ])
    },
  },
  {
    ids: ['DPOP-10', 'ATK-91'],
    title: 'answers a malformed key as the client’s error',
    async run(world) {
      const key = await createProofKey()
      const { publicJwk } = key
      const short = keyPair('rsa', { modulusLength: 1024 })
      const rsa = short.publicKey.export({ format: 'jwk' })
      const odd = [undefined, null, [], [publicJwk], 'x', 1, true, {}, JSON.stringify(publicJwk)]
      const changes = [
        { use: 'enc' },
        { use: null },
        { use: ['sig'] },
        { key_ops: ['sign'] },
        { key_ops: [] },
        { key_ops: 'verify' },
        { alg: 'ES384' },
        { alg: 'none' },
        { alg: null },
        { kty: 'ec' },
        { kty: undefined },
        { kty: ['EC'] },
        { crv: 'P-384' },
        { crv: 'p-256' },
        { crv: undefined },
        { crv: ['P-256'] },
        { kid: 1 },
      ]
      await expectOddKeysRefused(world, [
        ...odd.map((jwk) => ({ key, jwk })),
        ...changes.map((change) => ({ key, jwk: { ...publicJwk, ...change } })),
        { key: signer('RS256', short.privateKey), jwk: rsa },
        { key: signer('PS256', short.privateKey), jwk: rsa },
        ...['secp224r1', 'secp256k1', 'brainpoolP256r1'].map((namedCurve) => {
          const { privateKey, x, y } = curveKey(namedCurve)
          return { key: signer('ES256', privateKey), jwk: { kty: 'EC', crv: 'P-256', x, y } }
        }),
      ])
    },
  },
  {
    ids: ['ATK-86', 'DPOP-10'],
    title: 'refuses proof keys that are misspelled, short or off the curve',
    async run(world) {
      const [ec, ed] = [await createProofKey(), await createProofKey('EdDSA')]
      const { x = '', y = '' } = ec.publicJwk
      const short = keyWithShortX()
      await expectOddKeysRefused(world, [
        ...Object.values(MISSPELLINGS).flatMap((misspell) => [
          { key: ec, jwk: { ...ec.publicJwk, x: misspell(x) } },
          { key: ec, jwk: { ...ec.publicJwk, y: misspell(y) } },
          { key: ed, jwk: { ...ed.publicJwk, x: misspell(ed.publicJwk.x ?? '') } },
        ]),
        { key: ec, jwk: { ...ec.publicJwk, x: y, y: x } },
        { key: signer('ES256', short.privateKey), jwk: short.jwk },
      ])
    },
  },
  {
    ids: ['ATK-91'],
    title: 'takes no key of the provider for the client’s',
    async run(world) {
      const { kid, kty, crv, x, y } = keyOf(world.idp).publicJwk
      const { algorithm, privateKey } = await holderOf(world)
      // A token that is bound to that very key: only its owner could prove to hold it.
      await expectOddKeysRefused(world, [
        { key: { algorithm, privateKey }, jwk: { kty, crv, x, y } },
        { key: { algorithm, privateKey }, jwk: { kty, crv, x, y, kid } },
      ])
      const client = await createClient(world)
      await expectProofsRefused(await world.server(), client, {
        'by its kid': client.proof({ header: { jwk: undefined, kid } }),
        'by its kid, signed by it': world.idp.sign({
          header: { typ: 'dpop+jwt', kid },
          payload: { htm: 'GET', htu: 'https://rs.example/r' },
        }),
      })
    },
  },
  {
    ids: ['DPOP-28'],
    title: 'finds the thumbprint of a key whatever else stands in it, in any order',
    run: (world) =>
      eachVariant(['ES256', 'ES384', 'ES512', 'PS256', 'EdDSA'] as const, async (algorithm) => {
        const server = await world.server()
        const client = await createClient(world, { key: await holderBy(world, algorithm) })
        const { publicJwk } = client.key
        const backwards = Object.fromEntries(Object.entries(publicJwk).toReversed())
        const more = { kid: 'k', use: 'sig', alg: algorithm, ext: true, key_ops: ['verify'] }
        const jwks = [
          publicJwk,
          backwards,
          { ...more, ...backwards },
          { ...backwards, 'x-note': 1 },
        ]
        await eachVariant(jwks, async (jwk) => {
          expectAccepted(await server.request(client.send(client.proof({ header: { jwk } }))))
        })
      }),
  },
]

function signer(algorithm: 'ES256' | 'RS256' | 'PS256', privateKey: KeyObject) {
  return { algorithm, privateKey }
}
