import type { ContractCase } from '../case.js'
import { createClient } from '../dpop/clients.js'
import { expectDpopRefused } from '../dpop/expect.js'
import { expectAccepted, expectInvalidRequest, expectNoCredentials } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, World } from '../world.js'

/** RFC 9110 §11: how the scheme and its token stand in the Authorization field. */
export const schemeCases: readonly ContractCase[] = [
  {
    ids: ['HTTP-01'],
    title: 'takes the scheme in any letter case',
    run: (world) =>
      eachVariant(['Bearer', 'bEaReR', 'BEARER', 'bearer'], async (scheme) => {
        expectAccepted(await send(world, `${scheme} ${await world.idp.token()}`))
      }),
  },
  {
    ids: ['HTTP-03'],
    title: 'takes one or more spaces between scheme and token',
    run: (world) =>
      eachVariant([1, 2, 3, 20], async (spaces) => {
        const token = await world.idp.token()
        expectAccepted(await send(world, `Bearer${' '.repeat(spaces)}${token}`))
      }),
  },
  {
    ids: ['HTTP-04'],
    title: 'refuses a tab between scheme and token',
    run: (world) =>
      eachVariant(['\t', ' \t', '\t '], async (separator) => {
        const token = await world.idp.token()
        expectInvalidRequest(await send(world, `Bearer${separator}${token}`))
        expectInvalidRequest(await send(world, `DPoP${separator}${token}`))
      }),
  },
  {
    ids: ['HTTP-05'],
    title: 'refuses characters outside of token68 before decoding anything',
    async run(world) {
      const token = await world.idp.token()
      const short = ['ab!c', 'ab=cd', 'ab,cd', '"ab"', 'ab;cd', 'ab\u{e9}cd', '=', 'a b']
      // No-break space and next line are white space to JavaScript, and to nobody else.
      const long = [
        `"${token}"`,
        `<${token}>`,
        `${token}\u{a0}`,
        `\u{a0}${token}`,
        `${token}\u{85}`,
      ]
      await eachVariant([...short, ...long], async (value) => {
        expectInvalidRequest(await send(world, Buffer.from(`Bearer ${value}`, 'latin1')))
      })
      expectInvalidRequest(await send(world, Buffer.from(`\u{a0}Bearer ${token}`, 'latin1')))
    },
  },
  {
    ids: ['HTTP-07'],
    title: 'takes an empty Authorization field for no credentials',
    run: async (world) => expectNoCredentials(await send(world, '')),
  },
  {
    ids: ['HTTP-08'],
    title: 'refuses a scheme without a token as a malformed request',
    run: (world) =>
      eachVariant(['Bearer', 'bearer', 'Bearer   ', 'DPoP', 'dpop  '], async (value) => {
        expectInvalidRequest(await send(world, value))
      }),
  },
  {
    ids: ['HTTP-09'],
    title: 'answers an unsupported scheme with a plain challenge',
    run: async (world) => {
      const token = await world.idp.token()
      const others = ['Basic dTpw', 'Digest username="u"', 'Negotiate YII=', 'Basic', 'BearerX abc']
      await eachVariant([...others, token], async (value) => {
        expectNoCredentials(await send(world, value))
      })
    },
  },
  {
    ids: ['HTTP-10'],
    title: 'refuses two Authorization lines, equal ones too, in every challenge',
    async run(world) {
      const server = await world.server()
      const good = `Bearer ${await world.idp.token()}`
      const { token, proof } = await createClient(world)
      const bound = `DPoP ${token}`
      const pairs = [
        [good, good],
        [good, bound],
        [bound, good],
        [bound, bound],
        [bound, 'Basic dTpw'],
        ['', bound],
        ['Basic dTpw', good],
        [good, 'Basic dTpw'],
        [good, 'Bearer abc'],
        ['', good],
        [good, ''],
      ]
      await eachVariant(pairs, async (lines) => {
        const headers = lines.map((line) => ['Authorization', line] as const)
        const answer = await server.request({ headers: [...headers, ['DPoP', proof()]] })
        expectInvalidRequest(answer)
        expectDpopRefused(answer, { status: 400, error: 'invalid_request' })
        expectInvalidRequest(await server.request({ headers }))
      })
    },
  },
  {
    ids: ['HTTP-11'],
    title: 'refuses credentials joined by a comma',
    async run(world) {
      const token = await world.idp.token()
      const joined = [
        `Bearer ${token}, DPoP ${token}`,
        `Bearer ${token}, Bearer ${token}`,
        `Bearer ${token},`,
        `Bearer ,${token}`,
      ]
      await eachVariant(joined, async (value) => {
        expectInvalidRequest(await send(world, value))
      })
    },
  },
]

async function send(world: World, authorization: string | Uint8Array): Promise<Answer> {
  const server = await world.server()
  return server.request({ headers: [['Authorization', authorization]] })
}
