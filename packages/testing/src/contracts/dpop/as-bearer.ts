import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectInvalidRequest,
  expectInvalidToken,
  expectNoCredentials,
} from '../expect.js'
import { formPost } from '../requests.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'
import { createClient } from './clients.js'

const everywhere: ServerSetup = {
  key: 'DPoP with tokens everywhere',
  options: { sources: { body: true, query: true, cookie: 'session' } },
}
const ignoring: ServerSetup = {
  key: 'DPoP ignoring stray proofs',
  options: { dpop: { strayProof: 'ignore' } },
}

/** RFC 9449 §7.2: bound tokens and proofs with the scheme Bearer. */
export const asBearerCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-33', 'DPOP-34', 'ATK-87'],
    title: 'refuses a bound token as a bearer token, with a proof and without, wherever it is sent',
    async run(world) {
      const server = await world.server(everywhere)
      const { token, proof } = await createClient(world)
      const parameter = `access_token=${token}`
      const post = () => proof({ method: 'POST' })
      await eachVariant([false, true], async (proven) => {
        const lines = (made: string) => (proven ? [['DPoP', made] as const] : [])
        const requests = [
          { token, headers: lines(proof()) },
          {
            token,
            path: '/optional',
            headers: lines(proof({ url: 'https://rs.example/optional' })),
          },
          { token, headers: lines('x') },
          formPost(parameter, { headers: lines(post()) }),
          { path: `/r?${parameter}`, headers: lines(proof()) },
          { headers: [['Cookie', `session=${token}`] as const, ...lines(proof())] },
        ]
        await eachVariant(
          requests,
          async (request) => expectInvalidToken(await server.request(request)),
          ({ path = '/r', method = 'GET' }) => `${method} ${path.slice(0, 12)}`,
        )
      })
      const { request } = await createClient(world)
      expectInvalidRequest(await server.request(request({ path: `/r?${parameter}` })))
      expectInvalidRequest(await server.request(formPost(parameter, request({ method: 'POST' }))))
    },
  },
  {
    ids: ['DPOP-35'],
    title: 'refuses a bearer token beside a proof, unless it is told to ignore that',
    async run(world) {
      const server = await world.server()
      const { token, proof } = await createClient(world, { token: await world.idp.token() })
      await eachVariant([proof(), 'x', ''], async (made) => {
        expectInvalidToken(await server.get('/r', token, [['DPoP', made]]))
        expectAccepted(await (await world.server(ignoring)).get('/r', token, [['DPoP', made]]))
      })
      expectNoCredentials(await server.request({ headers: [['DPoP', proof()]] }))
      expectNoCredentials(
        await server.request({ path: '/optional/read', headers: [['DPoP', proof()]] }),
      )
    },
  },
]
