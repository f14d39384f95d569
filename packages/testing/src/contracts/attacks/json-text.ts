import assert from 'node:assert/strict'
import { jsonTextAttacks } from '../../attacks/tokens/json-text.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { eachNamed, refusesAttack } from './refused-tokens.js'

/** Numbers, literals and characters that are not what they seem. */
export const jsonTextCases: readonly ContractCase[] = [
  ...jsonTextAttacks.map(refusesAttack),
  {
    ids: ['ATK-52'],
    title: 'hands on odd characters as they are',
    async run({ idp, server: start }) {
      const server = await start()
      const odd = [
        '\ud800',
        '\udc00\ud800',
        'a\u0000b',
        '\u202Eadmin',
        '\u0430dmin',
        'e\u0301',
        '\u00e9',
        '\ufeffu1',
        'a\r\nX-Evil: 1',
        '\u{1F600}',
      ]
      await eachNamed(
        Object.fromEntries(odd.map((sub) => [JSON.stringify(sub), sub])),
        async (sub) => {
          const { subject } = expectAccepted(await server.get('/r', await idp.token({ sub })))
          assert.equal(subject, sub)
        },
      )
    },
  },
  {
    ids: ['ATK-52', 'BRR-16'],
    title: 'compares scopes code point by code point',
    async run({ idp, server: start }) {
      const server = await start()
      const scopes = [
        'r\u0435ad',
        'read\u200b',
        'read\u0000',
        '\ufeffread',
        '\u202eread',
        '\uff52ead',
        'read\ud800',
        're\u0301ad',
        'READ',
      ]
      await eachNamed(
        Object.fromEntries(scopes.map((scope) => [JSON.stringify(scope), scope])),
        async (scope) => {
          expectForbidden(await server.get('/r/read', await idp.token({ scope })), 'read')
        },
      )
    },
  },
  {
    ids: ['ATK-52', 'BRR-20'],
    title: 'lets nothing of an issuer out of a token into the answer',
    async run({ idp, server: start }) {
      const server = await start()
      for (const iss of ['https://a"b\\c\r\nX-Evil: 1\u00e9', 'https://evil.example"', '\u202e']) {
        // oxlint-disable-next-line no-await-in-loop
        expectInvalidToken(await server.get('/r', await idp.token({ iss })))
      }
    },
  },
]
