import type { JWK } from 'jose'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer } from '../world.js'
import { encrypt } from './encrypt.js'
import { agreementKey, type ServerKey } from './server-keys.js'

const ALG = { alg: 'ECDH-ES' } as const
const SMALL = { algorithms: ['ES256'] } as const

/** Each issuer has its own keys to encrypt to, or all of them the same. */
export const issuerDecryptionCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'opens the tokens of an issuer by the keys of that issuer only',
    async run(world) {
      const [a, b, plain] = [
        await world.provider(SMALL),
        await world.provider(SMALL),
        await world.provider(SMALL),
      ]
      const [forA, forB, forAll] = [
        agreementKey('P-256', 'k'),
        agreementKey('P-256', 'k'),
        agreementKey('P-256', 'all'),
      ]
      const issuer = [
        { issuer: a.issuer, decryption: [forA.jwk] },
        { issuer: b.issuer, decryption: [forB.jwk, forAll.jwk] },
        { issuer: plain.issuer },
      ]
      const server = await world.server({ key: 'decryption by issuer', options: { issuer } })
      const nameless = { ...ALG, kid: undefined }
      for (const header of [ALG, nameless]) {
        const get = async (key: ServerKey, token: string): Promise<Answer> =>
          server.get('/r', await encrypt(key, token, header))
        // One by one: they share a server.
        // oxlint-disable no-await-in-loop
        expectAccepted(await get(forA, await a.token()))
        expectAccepted(await get(forB, await b.token()))
        expectInvalidToken(await get(forB, await a.token()))
        expectInvalidToken(await get(forA, await b.token()))
        expectInvalidToken(await get(forA, await plain.token()))
        // oxlint-enable no-await-in-loop
      }
      expectAccepted(await server.get('/r', await plain.token()))
      expectInvalidToken(await server.get('/r', await a.token()))
    },
  },
  {
    ids: [],
    title: 'opens tokens for a trusted-issuer function, which then says what they are held to',
    async run(world) {
      const [a, b] = [await world.provider(SMALL), await world.provider(SMALL)]
      const [one, two] = [agreementKey('P-256', 'one'), agreementKey('P-256', 'two')]
      const own: JWK[] = [two.jwk]
      const trusted = new Map<string, object>([
        [a.issuer, { issuer: a.issuer }],
        [b.issuer, { issuer: b.issuer, decryption: own }],
      ])
      const issuer = (name: string): unknown => Promise.resolve(trusted.get(name))
      const options = { issuer, decryption: [one.jwk, two.jwk] }
      const server = await world.server({ key: 'decryption by function', options })
      expectAccepted(await server.get('/r', await encrypt(one, await a.token(), ALG)))
      expectAccepted(await server.get('/r', await encrypt(two, await a.token(), ALG)))
      expectAccepted(await server.get('/r', await encrypt(two, await b.token(), ALG)))
      expectInvalidToken(await server.get('/r', await encrypt(one, await b.token(), ALG)))
      expectInvalidToken(await server.get('/r', await a.token()))
      const stranger = await world.provider(SMALL)
      expectInvalidToken(await server.get('/r', await encrypt(one, await stranger.token(), ALG)))

      const closed = await world.server({ key: 'decryption unknown before', options: { issuer } })
      const request = { token: await b.token(), outage: true } as const
      expectUnavailable(await closed.request(request))
    },
  },
  {
    ids: [],
    title: 'tries few keys for a token that names none',
    async run(world) {
      const keys = Array.from({ length: 5 }, () => agreementKey('P-256', 'same'))
      const few = await world.server({
        key: 'four decryption keys',
        options: { decryption: keys.slice(0, 4).map(({ jwk }) => jwk) },
      })
      const many = await world.server({
        key: 'five decryption keys',
        options: { decryption: keys.map(({ jwk }) => jwk) },
      })
      const token = await world.idp.token()
      await eachVariant(keys.slice(0, 4), async (key) => {
        expectAccepted(await few.get('/r', await encrypt(key, token, ALG)))
        expectAccepted(await few.get('/r', await encrypt(key, token, { ...ALG, kid: undefined })))
        expectInvalidToken(await many.get('/r', await encrypt(key, token, ALG)))
      })
    },
  },
]
