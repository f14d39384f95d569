import { sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { compact } from '../../attacks/forge/compact.js'
import type { AttackSubject } from '../../attacks/token-attack.js'
import { algNameAttacks, signedAs } from '../../attacks/tokens/alg-names.js'
import { keyPair } from '../../key-pair.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { keyOf } from './key-of.js'
import { attackOf, expectAllRefused, refusesAttack } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Tokens whose signature is good, but by another algorithm or for another curve than they say. */
export const algLabelCases: readonly ContractCase[] = [
  ...algNameAttacks.map(refusesAttack),
  {
    ids: ['ATK-22', 'JOSE-25'],
    title: 'tells the schemes of RSA apart, though the key does not',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'RS256'] })
      const setup = { key: 'RSA key without alg', options: { issuer: idp.issuer } }
      // Without `alg` in the JWK, nothing but the signature itself tells the schemes apart.
      const key = keyOf(idp, 'rs1')
      idp.jwks.keys = [withoutAlg(key.publicJwk)]
      const subject = subjectIn(world, idp)

      const server = await world.server(setup)
      const good = [{ alg: 'PS256', as: 'PS256' } as const, { alg: 'RS512', as: 'RS512' } as const]
      for (const label of good) {
        // oxlint-disable-next-line no-await-in-loop
        expectAccepted(await server.get('/r', signedAs(subject, key, label)))
      }
      const attack = attackOf(algNameAttacks, 'rsa-mislabelled')
      await expectAllRefused(world, await attack.tokens(subject), { setup, idp })
    },
  },
  {
    ids: ['ATK-23', 'JOSE-21'],
    title: 'refuses keys of another curve than the alg says',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256', 'Ed25519'] })
      const subject = subjectIn(world, idp)
      const setup = { key: 'keys of other curves', options: { issuer: idp.issuer } }
      const tokens = new Map<string, string>()
      for (const namedCurve of ['secp256k1', 'P-384', 'P-521']) {
        const { privateKey, publicKey } = keyPair('ec', { namedCurve })
        const jwk = publicKey.export({ format: 'jwk' })
        for (const alg of ['ES256', 'ES256K', 'ES384', undefined]) {
          const kid = `${namedCurve} ${alg ?? 'without alg'}`
          idp.jwks.keys.push({ ...jwk, kid, ...(alg !== undefined && { alg }) })
          tokens.set(`${kid}, as ES256`, signedByEc(subject, privateKey, { kid, alg: 'ES256' }))
          tokens.set(`${kid}, as ES256K`, signedByEc(subject, privateKey, { kid, alg: 'ES256K' }))
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

function signedByEc(subject: AttackSubject, key: KeyObject, header: object): string {
  const input = subject.input({ header: { ...header } })
  return compact(input, sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }))
}

function withoutAlg({ alg: _alg, ...jwk }: JsonWebKey): JsonWebKey {
  return jwk
}
