import type { JsonWebKey } from 'node:crypto'
import { compact } from '../../attacks/forge/compact.js'
import { smallOrderPoints, smallOrderSigner } from '../../attacks/forge/edwards.js'
import { createOddRsaKey, cubeForgery } from '../../attacks/forge/rsa.js'
import type { AttackSubject } from '../../attacks/token-attack.js'
import { craftedSignatureAttacks } from '../../attacks/tokens/crafted-signatures.js'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { expectAllRefused, refusesAttack } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Signatures that lenient arithmetic takes, some of them made without any private key. */
export const craftedSignatureCases: readonly ContractCase[] = [
  ...craftedSignatureAttacks.map(refusesAttack),
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
          return [kid, forgedEd25519(subjectIn(world, idp), kid, point)]
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
      const input = subjectIn(world, idp).input({ header: { alg: 'RS256', kid: 'e3' } })

      // The key itself is good: it is the forgery that fails.
      expectAccepted(await (await world.server(setup)).get('/r', compact(input, key.sign(input))))
      const forged = { 'cube root': compact(input, cubeForgery(input, 320)) }
      await expectAllRefused(world, forged, { setup, idp })
    },
  },
]

/** Not every message has such a signature, so a few token ids are tried. */
function forgedEd25519(subject: AttackSubject, kid: string, point: Uint8Array): string {
  const sign = smallOrderSigner(point)
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const input = subject.input({ header: { alg: 'EdDSA', kid } })
    const signature = sign(Buffer.from(input))
    if (signature) return compact(input, signature)
  }
  throw new Error(`no signature was found for the point ${kid}`)
}

function publish(idp: TestIdentityProvider, kid: string, jwk: JsonWebKey): void {
  idp.jwks.keys.push({ ...jwk, kid, alg: 'RS256', use: 'sig' })
}
