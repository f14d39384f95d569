import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import { serverKeysOf } from './server-keys.js'

/** A key that could not open a token is found at the start, and not by a client. */
export const decryptionConfigurationCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'is not made with a decryption key that is of no use, and does not repeat it',
    async run(world) {
      const { core, idp, audience } = world
      const jwks = [...serverKeysOf(world).values()].map(({ jwk }) => jwk)
      const find = (kid: string): object => ({ ...jwks.find((jwk) => jwk.kid === kid) })
      const [rsa, ec] = [find('RSA'), find('P-256')]
      const wrong: readonly object[] = [
        { ...ec, d: undefined },
        { ...ec, use: 'sig' },
        { ...ec, alg: 'ES256' },
        { ...ec, alg: 'RSA-OAEP' },
        { ...ec, key_ops: ['sign'] },
        { ...ec, crv: 'P-384' },
        { ...ec, d: 'AQ' },
        { ...rsa, d: undefined },
        { ...rsa, alg: 'RSA1_5' },
        { ...rsa, e: 'AQ' },
        { kty: 'oct', k: 'A'.repeat(43) },
        { kty: 'oct', k: 'A'.repeat(43), alg: 'A128KW' },
        { kty: 'oct', k: 'A'.repeat(43), alg: 'PBES2-HS256+A128KW' },
        { kty: 'oct', k: 'A'.repeat(43), alg: 'HS256' },
        {},
      ]
      const base = { issuer: idp.issuer, audience }
      await eachVariant(wrong, async (jwk) => {
        expectMisconfigured(core, { ...base, decryption: [jwk] }, 'decryption[0]')
        expectMisconfigured(core, { ...base, decryption: [rsa, jwk] }, 'decryption[1]')
        const issuer = { issuer: idp.issuer, decryption: [jwk] }
        expectMisconfigured(core, { audience, issuer }, 'issuer.decryption[0]')
      })
      expectMisconfigured(core, { ...base, decryption: [] }, 'decryption')
      expectMisconfigured(core, { ...base, decryption: 'keys' }, 'decryption')
      expectMisconfigured(core, { ...base, decryption: { keys: jwks } }, 'decryption.keys')
      const store = { keys: () => jwks, required: 'no' }
      expectMisconfigured(core, { ...base, decryption: store }, 'decryption.required')
    },
  },
]
