import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { GOOD, HEADER, NOW, idsOf, raw, token } from '../samples.js'

describe('a good access token', () => {
  it('is neither wrong nor unusual', async () => {
    expect(await idsOf(token())).toEqual({ wrong: [], unusual: [] })
  })

  it('is told with header and claims, and without itself or its signature', async () => {
    const text = token()
    const { tokens, isWrong } = await inspect(text, 'argument', NOW)
    expect(isWrong).toBe(false)
    expect(tokens).toMatchObject([
      { format: 'jws', kind: 'access-token', header: HEADER, claims: GOOD },
    ])
    const [, , signature = ''] = text.split('.')
    expect(JSON.stringify(tokens)).not.toContain(signature)
  })
})

describe('the form of a token', () => {
  const [header = '', payload = '', signature = ''] = token().split('.')

  it.each([
    ['padding', `${header}.${payload}=.${signature}`, 'padding claims'],
    [
      'a foreign character',
      `${header}.${payload}.${signature.slice(0, -1)}$`,
      'foreign-character signature',
    ],
    ['no signature', `${header}.${payload}.`, 'no-signature signature'],
    ['no payload', `${header}..${signature}`, 'empty-segment claims'],
    ['a name twice', raw('{"sub":"a","sub":"b"}'), 'duplicate-name claims'],
    ['a list', raw('[]'), 'no-object claims'],
    ['no JSON', raw('{'), 'json-syntax claims'],
    ['too many characters', token({ x: 'x'.repeat(20_000) }), 'too-large token'],
  ])('is said to be wrong: %s', async (_what, text, finding) => {
    expect((await idsOf(text)).wrong).toContain(finding)
  })

  it('is bounded: 100 000 levels, a megabyte of members', async () => {
    expect((await idsOf(raw(`{"a":${'['.repeat(100_000)}`))).wrong).toContain('json-syntax claims')
    expect(
      (await idsOf(raw(`{${'"a":1,'.repeat(120_000)}"b":1}`))).wrong.length,
    ).toBeLessThanOrEqual(100)
  })
})

describe('the kind of a JWT', () => {
  it.each([
    ['id-token', { typ: 'JWT' }, { nonce: 'n', scope: undefined, cnf: undefined }],
    ['logout-token', { typ: 'logout+jwt' }, {}],
    ['security-event', { typ: 'secevent+jwt' }, {}],
    ['status-list', { typ: 'application/statuslist+jwt' }, {}],
    ['introspection-response', { typ: 'token-introspection+jwt' }, {}],
    ['entity-statement', { typ: 'entity-statement+jwt' }, {}],
    ['request-object', { typ: 'oauth-authz-req+jwt' }, {}],
    [
      'client-assertion',
      { typ: 'JWT' },
      { iss: 'c1', sub: 'c1', scope: undefined, cnf: undefined },
    ],
    ['refresh-token', { typ: 'JWT' }, { typ: 'Refresh' }],
    [
      'logout-token',
      { typ: undefined },
      { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    ],
    ['dpop-proof', { typ: undefined }, { htm: 'GET', htu: 'https://rs.example' }],
    ['plain-access-token', { typ: 'JWT' }, {}],
  ])('is seen: %s', async (kind, header, claims) => {
    const { tokens } = await inspect(token(claims, header), 'argument', NOW)
    expect(tokens[0]?.kind).toBe(kind)
  })
})
