import type { JsonWebKey } from 'node:crypto'
import { signedByHmac } from '../../attacks/forge/compact.js'
import type { TokenAttack } from '../../attacks/token-attack.js'
import { hmacConfusionAttacks } from '../../attacks/tokens/hmac-confusion.js'
import type { ContractCase } from '../case.js'
import { oncePerWorld } from './once-per-world.js'
import { expectAllRefused, refusesAttack } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Tokens signed by a shared secret that everyone knows: some form of the public key. */
export const algConfusionCases: readonly ContractCase[] = [
  ...hmacConfusionAttacks.map(refusesAttack),
  ...hmacConfusionAttacks.map(refusesWithoutAlg),
  {
    ids: ['ATK-21'],
    title: 'refuses HS256 even where the published set holds a symmetric key',
    async run(world) {
      const idp = await world.provider({ algorithms: ['ES256'] })
      const subject = subjectIn(world, idp)
      const secret = Buffer.alloc(32, 7)
      const oct = { kty: 'oct', k: secret.toString('base64url') }
      const entries = [
        { ...oct, kid: 'hs1', alg: 'HS256', use: 'sig' },
        { ...oct, kid: 'hs2' },
        { ...oct, kid: 'es1', alg: 'ES256' },
      ]
      idp.jwks.keys.unshift(...entries)
      const tokens = Object.fromEntries(
        entries.map(({ kid }) => [kid, signedByHmac(subject, secret, { header: { kid } })]),
      )
      const anonymous = signedByHmac(subject, secret, { header: { kid: undefined } })
      const setup = { key: 'symmetric key published', options: { issuer: idp.issuer } }
      await expectAllRefused(world, { ...tokens, 'without kid': anonymous }, { setup, idp })
    },
  },
]

/** The same where the published keys have no `alg` and no `use`: the token would have to name them. */
function refusesWithoutAlg(attack: TokenAttack): ContractCase {
  return {
    ids: attack.rows,
    title: `${attack.title}, where the keys do not name their algorithm`,
    async run(world) {
      const idp = await bareProvider(world)
      const setup = { key: 'keys without alg', options: { issuer: idp.issuer } }
      await expectAllRefused(world, await attack.tokens(subjectIn(world, idp)), { setup, idp })
    },
  }
}

const bareProvider = oncePerWorld(async (world) => {
  const idp = await world.provider({ algorithms: ['ES256', 'RS256', 'Ed25519'] })
  const bare = idp.jwks.keys.map((jwk) => {
    const { alg: _alg, use: _use, ...rest } = jwk as JsonWebKey
    return rest
  })
  idp.jwks.keys.splice(0, bare.length, ...bare)
  return idp
})
