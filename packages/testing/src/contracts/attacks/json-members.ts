import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { jsonText, keyOf } from './forge/compact.js'
import { eachNamed, refusesTokens } from './refused-tokens.js'

/** Members that another parser would read differently. */
export const jsonMemberCases: readonly ContractCase[] = [
  refusesTokens(['ATK-44', 'JOSE-13'], 'refuses a header member twice', ({ idp }) => {
    const header = { typ: 'at+jwt', kid: 'es1', alg: 'ES256' }
    const none = '"alg":"none"'
    return Object.fromEntries(
      Object.entries({
        'none first': jsonText(header, { first: none }),
        'none last': jsonText(header, { last: none }),
        'none last, escaped': jsonText(header, { last: String.raw`"\u0061lg":"none"` }),
        'none first, escaped': jsonText(header, { first: String.raw`"\u0061lg":"none"` }),
        'the same value twice': jsonText(header, { last: '"alg":"ES256"' }),
        'two kids': jsonText(header, { first: '"kid":"rs1"' }),
        'two typs': jsonText(header, { first: '"typ":"JWT"' }),
        'two of an unknown name': jsonText(header, { last: '"x":1,"x":2' }),
        'two in a nested object': jsonText(header, { last: '"x":{"y":1,"y":2}' }),
      }).map(([name, text]) => [name, idp.sign({ header: text })]),
    )
  }),
  refusesTokens(
    ['ATK-45', 'JOSE-14'],
    'refuses a claim twice, in any order and spelling',
    ({ idp, clock }) => {
      const evil: Readonly<Record<string, unknown>> = {
        aud: 'https://evil.example',
        iss: 'https://evil.example',
        exp: clock.now() - 10,
        scope: 'admin',
        sub: 'admin',
        cnf: { jkt: 'x' },
        x: 1,
      }
      const good = { ...idp.claims(), cnf: undefined, x: undefined }
      const tokens = Object.entries(evil).flatMap(([name, value]) => {
        const claims = { ...good, ...((name === 'cnf' || name === 'x') && { [name]: null }) }
        const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
        const code = name.charCodeAt(0).toString(16).padStart(4, '0')
        const escaped = `"\\u${code}${name.slice(1)}":${JSON.stringify(value)}`
        const same = `${JSON.stringify(name)}:${JSON.stringify(claims[name as keyof typeof claims])}`
        return [
          [`${name}, evil first`, jsonText(claims, { first: member })],
          [`${name}, evil last`, jsonText(claims, { last: member })],
          [`${name}, evil first, escaped`, jsonText(claims, { first: escaped })],
          [`${name}, evil last, escaped`, jsonText(claims, { last: escaped })],
          [`${name}, the same value`, jsonText(claims, { last: same })],
        ] as const
      })
      return Object.fromEntries(tokens.map(([name, payload]) => [name, idp.sign({ payload })]))
    },
  ),
  refusesTokens(['ATK-45'], 'refuses a nested claim twice', ({ idp }) => ({
    'in an object': idp.sign({
      payload: jsonText(idp.claims(), { last: '"act":{"sub":"a","sub":"b"}' }),
    }),
    'in an array': idp.sign({
      payload: jsonText(idp.claims(), { last: '"x":[1,{"y":1,"y":2}]' }),
    }),
  })),
  {
    ids: ['ATK-45'],
    title: 'takes the same name in different objects',
    async run({ idp, server: start }) {
      const server = await start()
      const x = { sub: 'a', iss: 'b', y: [{ sub: 'c' }, { sub: 'd' }] }
      const { claims } = expectAccepted(await server.get('/r', await idp.token({ x })))
      assert.deepEqual(claims?.['x'], x)
    },
  },
  {
    ids: ['ATK-46'],
    title: 'takes members named like inherited ones for data, without effect',
    async run({ idp, server: start }) {
      const server = await start()
      const { scope, ...claims } = idp.claims()
      assert.equal(scope, 'read')
      const payloads = {
        constructor: jsonText(claims, {
          last: '"constructor":{"prototype":{"scope":"admin","polluted":true}}',
        }),
        toString: jsonText(claims, { last: '"toString":1,"valueOf":1,"hasOwnProperty":1' }),
      }
      await eachNamed(payloads, async (payload) => {
        const token = idp.sign({ payload })
        expectAccepted(await server.get('/r', token))
        expectForbidden(await server.get('/admin', token), 'admin')
        const auth = (await server.verifier.verifyToken(token)) as { claims: object }
        assert.equal(Object.getPrototypeOf(auth.claims), null)
        assert.equal('polluted' in {}, false)
      })
    },
  },
  refusesTokens(['ATK-46', 'JOSE-14'], 'refuses a member named __proto__', ({ idp }) => ({
    'with a scope': idp.sign({
      payload: jsonText(idp.claims(), { last: '"__proto__":{"scope":"admin"}' }),
    }),
    'with everything': idp.sign({
      payload: jsonText(idp.claims(), {
        last: '"__proto__":{"scope":"admin","cnf":null,"polluted":true}',
      }),
    }),
    escaped: idp.sign({
      payload: jsonText(idp.claims(), { last: String.raw`"\u005f_proto__":{"scope":"admin"}` }),
    }),
    'further down': idp.sign({
      payload: jsonText(idp.claims(), { last: '"x":[{"__proto__":{"scope":"admin"}}]' }),
    }),
  })),
  {
    ids: ['ATK-46'],
    title: 'reads no header parameter out of a __proto__ member',
    async run({ idp, server: start }) {
      const server = await start()
      const header = jsonText(
        { kid: keyOf(idp).kid },
        { last: '"__proto__":{"alg":"ES256","typ":"at+jwt"}' },
      )
      expectInvalidToken(await server.get('/r', idp.sign({ header })))
    },
  },
]
