import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectConfigError,
  expectInvalidRequest,
  expectNoCredentials,
} from '../expect.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair, ServerSetup } from '../world.js'

const proxied: ServerSetup = { key: 'proxied', trustProxy: true }

/** Design step 1: a token that others could read on the way is refused. */
export const transportCases: readonly ContractCase[] = [
  {
    ids: ['FAPI-09'],
    title: 'refuses a token that came over plain HTTP to the trusted proxy',
    async run({ idp, server }) {
      const running = await server(proxied)
      const token = await idp.token()
      await eachVariant(['/r', '/optional'], async (path) => {
        expectInvalidRequest(await running.get(path, token, from('http')))
        expectAccepted(await running.get(path, token, from('https')))
      })
      // Nothing was exposed yet, so the client may learn what to send, and where.
      expectNoCredentials(await running.get('/r', undefined, from('http')))
    },
  },
  {
    ids: [],
    title: 'believes the forwarded scheme only from a trusted proxy',
    async run({ idp, server }) {
      // Without trust, the connection counts, and loopback needs no TLS.
      expectAccepted(await (await server()).get('/r', await idp.token(), from('http')))
    },
  },
  {
    ids: [],
    title: 'takes plain HTTP from anywhere once it is told to',
    async run({ core, idp, audience, server }) {
      const running = await server({ ...proxied, key: 'any', options: { transport: 'any' } })
      expectAccepted(await running.get('/r', await idp.token(), from('http')))
      const wrong = { issuer: idp.issuer, audience, transport: 'http' }
      expectConfigError(core, () => core.createVerifier(wrong).close(), 'transport')
    },
  },
]

function from(scheme: 'http' | 'https'): readonly HeaderPair[] {
  return [
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Forwarded-Proto', scheme],
    ['X-Forwarded-Host', 'rs.example'],
  ]
}
