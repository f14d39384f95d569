import type { JWK } from 'jose'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectUnavailable } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, Server } from '../world.js'
import { encrypt } from './encrypt.js'
import { agreementKey, rsaKey, type ServerKey } from './server-keys.js'

const ALG = { alg: 'ECDH-ES+A256KW' } as const

/** Keys that open tokens change while a server runs. */
export const decryptionRotationCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'opens tokens by a new key at once, and by a withdrawn one no more',
    async run({ idp, server: start }) {
      await eachVariant([false, true], async (later) => {
        const [first, next] = [agreementKey('P-256', 'first'), agreementKey('P-256', 'next')]
        let list: readonly JWK[] = [first.jwk]
        const keys = (): unknown => (later ? Promise.resolve(list) : list)
        const options = { decryption: { keys } }
        const server = await start({ key: `changing decryption keys ${later}`, options })
        const token = await idp.token()
        const [old, fresh] = [await encrypt(first, token, ALG), await encrypt(next, token, ALG)]

        // So often that it is kept.
        expectAccepted(await server.get('/r', old))
        expectAccepted(await server.get('/r', old))
        expectInvalidToken(await server.get('/r', fresh))
        list = [next.jwk, first.jwk]
        expectAccepted(await server.get('/r', fresh))
        expectAccepted(await server.get('/r', old))
        list = [next.jwk]
        expectInvalidToken(await server.get('/r', old))
        expectAccepted(await server.get('/r', fresh))
        // Another key of the same name is another key.
        list = [{ ...next.jwk, kid: 'first' }]
        expectInvalidToken(await server.get('/r', old))
      })
    },
  },
  {
    ids: [],
    title: 'answers 503 while its keys cannot be had, and never 401',
    async run({ idp, server: start }) {
      const key = agreementKey('P-256', 'k')
      const rsa = rsaKey('r')
      const { d: _d, ...publicOnly } = key.jwk
      const states: Readonly<Record<string, () => unknown>> = {
        throws: fail,
        rejects: () => Promise.reject(new Error('the vault is away')),
        nothing: () => undefined,
        'an empty list': () => [],
        'a JWK Set': () => ({ keys: [key.jwk] }),
        'a public key': () => [publicOnly],
        'a signing key': () => [{ ...key.jwk, use: 'sig' }],
        'a key of no use beside a good one': () => [rsa.jwk, { ...key.jwk, crv: 'P-999' }],
        'too many': () => Array.from({ length: 101 }, () => key.jwk),
      }
      let state: () => unknown = () => [key.jwk, rsa.jwk]
      const options = { decryption: { keys: () => state() } }
      const server = await start({ key: 'troubled decryption keys', options })
      const token = await encrypt(key, await idp.token(), ALG)
      const get = (): Promise<Answer> => server.request({ token, outage: true })
      expectAccepted(await get())
      expectAccepted(await get())
      await eachVariant(Object.entries(states), async ([, broken]) => {
        state = broken
        expectUnavailable(await get())
        await expectOtherTokensUnharmed(server, await idp.token())
      })
      state = () => [key.jwk, rsa.jwk]
      expectAccepted(await get())
      // Passed over, as long as nobody asks for it.
      state = () => [rsa.jwk, { ...key.jwk, use: 'sig' }]
      const other = await encrypt(rsa, await idp.token(), { alg: 'RSA-OAEP-256' })
      expectAccepted(await server.get('/r', other))
      const unknown: ServerKey = { ...key, kid: 'nobody' }
      expectInvalidToken(await server.get('/r', await encrypt(unknown, await idp.token(), ALG)))
    },
  },
]

function fail(): never {
  throw new Error('the vault is away')
}

/** What needs no key of ours is refused as ever. */
async function expectOtherTokensUnharmed(server: Server, plain: string): Promise<void> {
  expectInvalidToken(await server.get('/r', plain))
  expectInvalidToken(await server.get('/r', '....'))
}
