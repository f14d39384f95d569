import { sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { signCompact, type TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { compact, keyOf, signingInput } from './forge/compact.js'
import { expectAllRefused, refusesTokens } from './refused-tokens.js'
import { keyPair } from '../../key-pair.js'

/** Tokens whose signature is good, but by another algorithm or for another curve than they say. */
export const algLabelCases: readonly ContractCase[] = [
  {
    ids: ['ATK-22', 'JOSE-25'],
    title: 'refuses an RSA signature of another scheme, hash or salt length than its alg says',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS256'] })
      const setup = { key: 'RSA key without alg', options: { issuer: idp.issuer } }
      // Without `alg` in the JWK, nothing but the signature itself tells the schemes apart.
      idp.jwks.keys = [withoutAlg(keyOf(idp, 'rs1').publicJwk)]
      const signed = rsaSigner(idp)

      const server = await world.server(setup)
      expectAccepted(await server.get('/r', signed({ alg: 'PS256', as: 'PS256' })))
      expectAccepted(await server.get('/r', signed({ alg: 'RS512', as: 'RS512' })))
      const tokens = {
        'RS256 labelled PS256': signed({ alg: 'PS256', as: 'RS256' }),
        'PS256 labelled RS256': signed({ alg: 'RS256', as: 'PS256' }),
        'RS512 labelled RS256': signed({ alg: 'RS256', as: 'RS512' }),
        'RS256 labelled RS512': signed({ alg: 'RS512', as: 'RS256' }),
        'PS256 labelled PS512': signed({ alg: 'PS512', as: 'PS256' }),
        'RS256 labelled ES256': signed({ alg: 'ES256', as: 'RS256' }),
        'RS256 labelled EdDSA': signed({ alg: 'EdDSA', as: 'RS256' }),
        'salt of 0 octets': signed({ alg: 'PS256', as: 'PS256', saltLength: 0 }),
        'salt of 20 octets': signed({ alg: 'PS256', as: 'PS256', saltLength: 20 }),
        'salt of 33 octets': signed({ alg: 'PS256', as: 'PS256', saltLength: 33 }),
        'the longest salt': signed({ alg: 'PS256', as: 'PS256', saltLength: 222 }),
      }
      await expectAllRefused(world, tokens, { setup, idp })
    },
  },
  refusesTokens(
    ['JOSE-21'],
    'refuses an alg that does not belong to the key of its kid',
    ({ idp }) => ({
      'RS256 with an EC kid': idp.sign({ header: { kid: 'es1' }, key: 'rs1' }),
      'ES256 with an RSA kid': idp.sign({ header: { kid: 'rs1' } }),
      'EdDSA with an EC kid': idp.sign({ header: { alg: 'EdDSA', kid: 'es1' }, key: 'ed1' }),
      'ES256 with an Ed25519 kid': idp.sign({ header: { kid: 'ed1' } }),
      ES256K: idp.sign({ header: { alg: 'ES256K' } }),
      'ES384 by a P-256 key': idp.sign({ header: { alg: 'ES384' } }),
    }),
  ),
  {
    ids: ['ATK-23', 'JOSE-21'],
    title: 'refuses keys of another curve than the alg says',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'Ed25519'] })
      const setup = { key: 'keys of other curves', options: { issuer: idp.issuer } }
      const tokens = new Map<string, string>()
      for (const namedCurve of ['secp256k1', 'P-384', 'P-521']) {
        const { privateKey, publicKey } = keyPair('ec', { namedCurve })
        const jwk = publicKey.export({ format: 'jwk' })
        for (const alg of ['ES256', 'ES256K', 'ES384', undefined]) {
          const kid = `${namedCurve} ${alg ?? 'without alg'}`
          idp.jwks.keys.push({ ...jwk, kid, ...(alg !== undefined && { alg }) })
          tokens.set(`${kid}, as ES256`, signedByEc(idp, privateKey, { kid, alg: 'ES256' }))
          tokens.set(`${kid}, as ES256K`, signedByEc(idp, privateKey, { kid, alg: 'ES256K' }))
        }
      }
      const { x } = keyOf(idp, 'ed1').publicJwk
      idp.jwks.keys.push({ kty: 'OKP', crv: 'X25519', x, kid: 'x1' })
      for (const alg of ['EdDSA', 'Ed25519']) {
        tokens.set(`X25519, as ${alg}`, idp.sign({ header: { alg, kid: 'x1' }, key: 'ed1' }))
      }
      await expectAllRefused(world, Object.fromEntries(tokens), { setup, idp })
      expectAccepted(await (await world.server(setup)).get('/r', await idp.token()))
    },
  },
]

interface RsaLabel {
  /** What the header says. */
  readonly alg: string
  /** What signs. */
  readonly as: 'RS256' | 'RS512' | 'PS256'
  readonly saltLength?: number
}

function rsaSigner(idp: TestIdentityProvider): (label: RsaLabel) => string {
  const { privateKey } = keyOf(idp, 'rs1')
  return ({ alg, as, saltLength }) =>
    signCompact({
      header: { typ: 'at+jwt', alg, kid: 'rs1' },
      payload: idp.claims(),
      key: privateKey,
      algorithm: as,
      ...(saltLength !== undefined && { saltLength }),
    })
}

function signedByEc(idp: TestIdentityProvider, key: KeyObject, header: object): string {
  const input = signingInput(idp, { header: { ...header } })
  return compact(input, sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }))
}

function withoutAlg({ alg: _alg, ...jwk }: JsonWebKey): JsonWebKey {
  return jwk
}
