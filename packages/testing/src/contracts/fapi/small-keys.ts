import type { KeyObject } from 'node:crypto'
import type { SigningAlgorithm } from '@countersign/issuer'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { signCompact } from '../../index.js'
import { curveKey } from '../../attacks/forge/curves.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { certificates } from '../mtls/certificates.js'
import { expectError } from '../mtls/expect-error.js'
import { profiledServer, profile, proven } from './clients.js'
import { keyPair } from '../../key-pair.js'

interface SmallKey {
  readonly jwk: JWK
  readonly privateKey: KeyObject
  readonly algorithm: SigningAlgorithm
}

/** RSA of 2048 bits at least, and EC of 224: P-256 is what is left of the latter. */
export const smallKeyCases: readonly ContractCase[] = [
  {
    ids: ['FAPI-07'],
    title: 'verifies no token with a small key that is published',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const { client: certificate } = await certificates(world)
      const keys = smallKeys()
      const cnf = { 'x5t#S256': certificate.thumbprint }
      idp.jwks.keys.push(...Object.entries(keys).map(([kid, { jwk }]) => ({ ...jwk, kid })))
      const server = await profiledServer(world, 'small keys', idp.issuer)
      const tokens = Object.entries(keys).map(([kid, { privateKey, algorithm }]) => {
        const header = { typ: 'at+jwt', alg: algorithm, kid }
        const payload = idp.claims({ cnf })
        return [kid, signCompact({ header, payload, key: privateKey, algorithm })] as const
      })
      await eachNamed(Object.fromEntries(tokens), async (token) => {
        expectInvalidToken(await server.request({ token, certificate }))
      })
      expectAccepted(await server.request({ token: await idp.token({ cnf }), certificate }))
    },
  },
  {
    ids: ['FAPI-07'],
    title: 'takes no proof by a small key',
    async run(world) {
      const server = await world.server(profile)
      await eachNamed(smallKeys(), async ({ jwk, privateKey, algorithm }) => {
        const thumbprint = await calculateJwkThumbprint(jwk)
        const holder = { algorithm, privateKey, publicJwk: jwk, thumbprint }
        const token = await world.idp.token({ cnf: { jkt: thumbprint } })
        const request = proven(world, holder, token)
        expectError(await server.request(request), 'DPoP', {
          status: 401,
          error: 'invalid_dpop_proof',
        })
      })
    },
  },
]

function smallKeys(): Readonly<Record<string, SmallKey>> {
  const { privateKey, x, y } = curveKey('prime192v1')
  const p192 = { privateKey, algorithm: 'ES256' } as const
  return {
    'RSA of 1024 bits': rsa(1024),
    'RSA of 2047 bits': rsa(2047),
    'P-192': { ...p192, jwk: { kty: 'EC', crv: 'P-192', x, y } },
    'P-192 as P-256': { ...p192, jwk: { kty: 'EC', crv: 'P-256', x, y } },
  }
}

function rsa(modulusLength: number): SmallKey {
  const { privateKey, publicKey } = keyPair('rsa', { modulusLength })
  return { jwk: { ...publicKey.export({ format: 'jwk' }) }, privateKey, algorithm: 'PS256' }
}
