import { segmentsOf } from '../../attacks/forge/compact.js'
import { together } from '../../attacks/named.js'
import { base64urlAttacks, withBlank } from '../../attacks/tokens/base64url.js'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest } from '../expect.js'
import type { ServerSetup } from '../world.js'
import { eachNamed, postForm, refusesAttack } from './refused-tokens.js'

const QUERY_SERVER: ServerSetup = {
  key: 'tokens in queries',
  options: { sources: { query: true } },
}

const BLANKS = { space: ' ', tab: '\t', CR: '\r', LF: '\n', CRLF: '\r\n' } as const

/** Other spellings of the same octets. */
export const base64urlCases: readonly ContractCase[] = [
  ...base64urlAttacks.map(refusesAttack),
  {
    ids: ['ATK-40', 'JOSE-04', 'BCP-11'],
    title: 'refuses blanks around and inside of segments of form and query tokens',
    async run(world) {
      const token = await world.idp.token()
      const server = await world.server(QUERY_SERVER)
      const tokens = Object.entries(BLANKS).map(([name, blank]) => ({
        [`${name} in front`]: `${blank}${token}`,
        ...withBlank(token, name, blank),
        [`${name} behind`]: `${token}${blank}`,
      }))
      await eachNamed(together(tokens), async (odd) => {
        const encoded = encodeURIComponent(odd)
        expectInvalidRequest(await postForm(world, encoded))
        expectInvalidRequest(await server.get(`/r?access_token=${encoded}`))
      })
      // A plus sign is a space in both.
      expectInvalidRequest(await postForm(world, `${token}+`))
      expectInvalidRequest(await server.get(`/r?access_token=${token}+`))
    },
  },
  {
    ids: ['ATK-43', 'JOSE-04'],
    title: 'refuses a NUL in a form as a malformed request',
    async run(world) {
      // Node itself refuses one in a header.
      const [h, p, s] = segmentsOf(await world.idp.token())
      expectInvalidRequest(await postForm(world, `${h}.%00${p}.${s}`))
      expectInvalidRequest(await postForm(world, `${h}.${p}.${s}%00`))
    },
  },
]
