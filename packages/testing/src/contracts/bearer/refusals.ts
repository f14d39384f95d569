import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import {
  expectForbidden,
  expectInvalidToken,
  expectNoCredentials,
  expectRefused,
  expectSameAnswer,
} from '../expect.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'

/** RFC 6750 §3: what a refusal says, and what it keeps to itself. */
export const refusalCases: readonly ContractCase[] = [
  {
    ids: ['BRR-02'],
    title: 'answers no credentials with a challenge that names no error',
    async run(world) {
      const server = await world.server()
      await eachVariant(['/r', '/r/write', '/su', '/rar/acct/1'], async (path) => {
        expectNoCredentials(await server.get(path))
      })
    },
  },
  {
    ids: ['BRR-03'],
    title: 'never sends the bare word Bearer',
    async run(world) {
      const server = await world.server()
      await eachVariant(await refusedRequests(world), async ({ request }) => {
        const [line = ''] = (await server.request(request)).headers['www-authenticate'] ?? []
        assert.match(line, /^Bearer +\w+=/)
      })
    },
  },
  {
    ids: ['BRR-14'],
    title: 'answers an expired, a malformed and a tampered token alike',
    async run(world) {
      const { idp, clock } = world
      const server = await world.server()
      const expired = await idp.token({ iat: clock.now() - 900, exp: clock.now() - 600 })
      const tampered = flipBit(await idp.token())
      await eachVariant([expired, 'abc', tampered, `${expired}~`, 'a.b.c'], async (token) => {
        expectInvalidToken(await server.get('/r', token))
      })
    },
  },
  {
    ids: ['BRR-20'],
    title: 'keeps what stands in a token out of the characters of its challenge',
    async run(world) {
      const { idp } = world
      const server = await world.server()
      const iss = 'https://a"b\\c\r\nX-Evil: 1\u{e9}'
      const answer = await server.get('/r', await idp.token({ iss }, { key: 'es1' }))
      expectInvalidToken(answer)
      assert.equal(answer.headers['x-evil'], undefined)
      for (const line of answer.headers['www-authenticate'] ?? []) {
        assert.match(line, /^[\x20-\x7e]*$/)
      }
    },
  },
  {
    ids: ['BRR-21'],
    title: 'names no parameter twice in one challenge',
    async run(world) {
      const server = await world.server()
      await eachVariant(await refusedRequests(world), async ({ request, status }) => {
        const answer = await server.request(request)
        assert.equal(answer.status, status)
        const lines = (answer.headers['www-authenticate'] ?? []).join(', ')
        for (const challenge of lines.split(/(?=\b(?:Bearer|DPoP) realm=)/)) {
          const names = challenge.match(/\b(?:realm|scope|error|error_description|algs)=/g)
          assert.ok(names)
          assert.equal(new Set(names).size, names.length)
        }
      })
    },
  },
  {
    ids: ['BRR-22'],
    title: 'names an error whenever the request carried a token',
    async run(world) {
      const server = await world.server()
      const requests = (await refusedRequests(world)).filter(({ carriesToken }) => carriesToken)
      await eachVariant(requests, async ({ request, status, error, scheme }) => {
        assert.ok(error)
        expectRefused(await server.request(request), { status, error, scheme })
      })
    },
  },
  {
    ids: ['BRR-23'],
    title: 'answers a wrong signature and an unknown key byte for byte alike',
    async run(world) {
      const { idp } = world
      const server = await world.server()
      const signature = await server.get('/r', flipBit(await idp.token()))
      const kid = await server.get('/r', await idp.token({}, { header: { kid: 'nope' } }))
      expectInvalidToken(signature)
      expectInvalidToken(kid)
      expectSameAnswer(signature, kid)
      const text = JSON.stringify([signature.headers, signature.body, kid.headers, kid.body])
      assert.doesNotMatch(text, /nope|es1|signature|\bkid\b|jwks|\.[jt]s\b/i)
    },
  },
]

/** Scopes: RFC 6750 §3.1 and RFC 9068 §2.2.3. */
export const scopeCases: readonly ContractCase[] = [
  {
    ids: ['BRR-15'],
    title: 'answers a missing scope with 403 and names it',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token({ scope: 'read' })
      expectForbidden(await server.get('/r/write', token), 'write')
      expectForbidden(await server.get('/r/both', token), 'write')
    },
  },
  {
    ids: ['BRR-16'],
    title: 'compares scopes whole, exactly, and parted by spaces alone',
    async run(world) {
      const server = await world.server()
      const others = ['Read', 'reader', 'read:all', 'xread', 'read,write', 'read\twrite', 'a\nread']
      await eachVariant([...others, 'a-read', '\u{ff52}ead', ''], async (scope) => {
        expectForbidden(await server.get('/r/read', await world.idp.token({ scope })), 'read')
      })
    },
  },
  {
    ids: ['BRR-17'],
    title: 'answers a token without any scope claim with 403',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token({ scope: undefined })
      expectForbidden(await server.get('/r/read', token), 'read')
    },
  },
  {
    ids: ['BRR-18'],
    title: 'refuses a scope claim that is no string',
    async run(world) {
      const server = await world.server()
      await eachVariant([['read'], { read: true }, 1, true, null], async (scope) => {
        expectInvalidToken(await server.get('/r/read', await world.idp.token({ scope })))
      })
    },
  },
  {
    ids: ['BRR-19'],
    title: 'checks whether a token is valid before what it allows',
    async run(world) {
      const { idp, clock } = world
      const server = await world.server()
      const times = { iat: clock.now() - 900, exp: clock.now() - 600 }
      const token = await idp.token({ ...times, scope: 'read' })
      await eachVariant(['/r/write', '/su/scope', '/rar/acct/1', '/user'], async (path) => {
        expectInvalidToken(await server.get(path, token))
      })
    },
  },
]

/** Changes one bit in the middle of the signature. */
function flipBit(token: string): string {
  const at = token.lastIndexOf('.') + 20
  return `${token.slice(0, at)}${token[at] === 'A' ? 'E' : 'A'}${token.slice(at + 1)}`
}
