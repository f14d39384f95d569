import type { JsonWebKey } from 'node:crypto'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { compact, keyOf, signatureOf, signingInput } from './forge/compact.js'
import { addGroupOrder, smallOrderPoints, smallOrderSigner } from './forge/edwards.js'
import { toBytes, toNumber } from './forge/numbers.js'
import { createOddRsaKey, cubeForgery } from './forge/rsa.js'
import { expectAllRefused, refusesTokens } from './refused-tokens.js'

/** Signatures that lenient arithmetic takes, some of them made without any private key. */
export const craftedSignatureCases: readonly ContractCase[] = [
  refusesTokens(
    ['ATK-28'],
    'refuses an Ed25519 signature with S + L in the place of S',
    ({ idp }) => {
      const input = signingInput(idp, { key: 'ed1' })
      const signature = signatureOf(input, keyOf(idp, 'ed1'))
      return {
        'S + L': compact(input, addGroupOrder(signature)),
        'an octet more': compact(input, Buffer.concat([signature, Buffer.alloc(1)])),
        'an octet less': compact(input, signature.subarray(0, 63)),
        'all zero': compact(input, Buffer.alloc(64)),
      }
    },
  ),
  {
    ids: ['ATK-29'],
    title: 'refuses Ed25519 keys of small order, under which signatures need no private key',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const setup = { key: 'keys of small order', options: { issuer: idp.issuer } }
      const points = smallOrderPoints()
      const tokens = Object.fromEntries(
        points.map((point) => {
          const kid = point.toString('hex')
          const x = point.toString('base64url')
          idp.jwks.keys.push({ kty: 'OKP', crv: 'Ed25519', kid, x })
          return [kid, forgedEd25519(idp, kid, point)]
        }),
      )
      await expectAllRefused(world, tokens, { setup, idp })
      // The neighbours in the set stay in use.
      expectAccepted(await (await world.server(setup)).get('/r', await idp.token()))
    },
  },
  {
    ids: ['ATK-30'],
    title: 'refuses an RSA signature of garbage behind the digest, for a key with exponent 3',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const key = createOddRsaKey(2560, 3n)
      publish(idp, 'e3', key.publicJwk)
      const setup = { key: 'RSA exponent 3', options: { issuer: idp.issuer } }
      const input = signingInput(idp, { header: { alg: 'RS256', kid: 'e3' } })

      // The key itself is good: it is the forgery that fails.
      expectAccepted(await (await world.server(setup)).get('/r', compact(input, key.sign(input))))
      const forged = { 'cube root': compact(input, cubeForgery(input, 320)) }
      await expectAllRefused(world, forged, { setup, idp })
    },
  },
  refusesTokens(['ATK-30'], 'refuses other spellings of a good RSA signature', ({ idp }) => {
    const input = signingInput(idp, { key: 'rs1' })
    const signature = signatureOf(input, keyOf(idp, 'rs1'))
    const modulus = toNumber(Buffer.from(keyOf(idp, 'rs1').publicJwk.n ?? '', 'base64url'))
    return {
      'a zero octet in front': compact(input, Buffer.concat([Buffer.alloc(1), signature])),
      'a zero octet behind': compact(input, Buffer.concat([signature, Buffer.alloc(1)])),
      'the first octet gone': compact(input, signature.subarray(1)),
      's + n': compact(input, toBytes(toNumber(signature) + modulus)),
      '0': compact(input, Buffer.alloc(256)),
      '1': compact(input, toBytes(1n, 256)),
      'n - 1': compact(input, toBytes(modulus - 1n, 256)),
      n: compact(input, toBytes(modulus, 256)),
    }
  }),
]

/** Not every message has such a signature, so a few token ids are tried. */
function forgedEd25519(idp: TestIdentityProvider, kid: string, point: Uint8Array): string {
  const sign = smallOrderSigner(point)
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const input = signingInput(idp, { header: { alg: 'EdDSA', kid } })
    const signature = sign(Buffer.from(input))
    if (signature) return compact(input, signature)
  }
  throw new Error(`no signature was found for the point ${kid}`)
}

function publish(idp: TestIdentityProvider, kid: string, jwk: JsonWebKey): void {
  idp.jwks.keys.push({ ...jwk, kid, alg: 'RS256', use: 'sig' })
}
