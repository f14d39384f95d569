import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../src/index.js'

describe('parseChallenges', () => {
  it.each([
    ['Bearer', [{ scheme: 'Bearer', params: {} }]],
    ['Bearer realm="x"', [{ scheme: 'Bearer', params: { realm: 'x' } }]],
    ['bEARER Realm="x"', [{ scheme: 'bEARER', params: { realm: 'x' } }]],
    ['Bearer   realm="x"', [{ scheme: 'Bearer', params: { realm: 'x' } }]],
    ['Bearer realm=""', [{ scheme: 'Bearer', params: { realm: '' } }]],
    [
      'Bearer realm="a, b=c", error=invalid_token',
      [{ scheme: 'Bearer', params: { realm: 'a, b=c', error: 'invalid_token' } }],
    ],
    [
      String.raw`Bearer realm="a\"b\\c\d"`,
      [{ scheme: 'Bearer', params: { realm: String.raw`a"b\cd` } }],
    ],
    ['Bearer realm="a\tb\u00E9"', [{ scheme: 'Bearer', params: { realm: 'a\tb\u00E9' } }]],
    [
      'Bearer realm="x" \t,\t error="y"',
      [{ scheme: 'Bearer', params: { realm: 'x', error: 'y' } }],
    ],
    [
      'Negotiate a.b-c_d~e+f/g==',
      [{ scheme: 'Negotiate', params: {}, token68: 'a.b-c_d~e+f/g==' }],
    ],
    ['Negotiate abc=', [{ scheme: 'Negotiate', params: {}, token68: 'abc=' }]],
    [
      'Bearer realm="x", DPoP algs="ES256 RS256", Basic, Negotiate abc, Bearer realm="y"',
      [
        { scheme: 'Bearer', params: { realm: 'x' } },
        { scheme: 'DPoP', params: { algs: 'ES256 RS256' } },
        { scheme: 'Basic', params: {} },
        { scheme: 'Negotiate', params: {}, token68: 'abc' },
        { scheme: 'Bearer', params: { realm: 'y' } },
      ],
    ],
    ["Bearer !#$%&'*+-.^_`|~=1", [{ scheme: 'Bearer', params: { "!#$%&'*+-.^_`|~": '1' } }]],
    [
      'Bearer __proto__=x',
      [{ scheme: 'Bearer', params: Object.fromEntries([['__proto__', 'x']]) }],
    ],
  ])('reads %s', (value, challenges) => {
    expect(parseChallenges(value)).toEqual(challenges)
  })

  it('joins field lines as an intermediary may', () => {
    expect(parseChallenges(['Bearer realm="x"', 'DPoP algs="ES256"'])).toEqual(
      parseChallenges('Bearer realm="x", DPoP algs="ES256"'),
    )
    expect(parseChallenges([])).toEqual([])
  })

  it.each([
    ['', 'a token'],
    [' Bearer', 'a token'],
    ['Bearer ', 'token68 or an auth-param'],
    ['Bearer realm="x" error="y"', 'a comma'],
    ['Bearer realm="x"; error="y"', 'a comma'],
    ['Bearer realm="x",', 'a token'],
    ['Bearer realm="x",, error="y"', 'a token'],
    ['Bearer , realm="x"', 'token68 or an auth-param'],
    [',Bearer', 'a token'],
    ['realm="x"', 'an auth-scheme'],
    ['Bearer error = "x"', '"="'],
    ['Bearer error= "x"', 'a token or a quoted-string'],
    ['Bearer error=,scope="x"', 'an auth-scheme'],
    ['Bearer abc, scope="x"', 'an auth-scheme'],
    ['Bearer abc def', '"="'],
    ['Bearer\trealm="x"', 'a comma'],
    ['Bearer realm=x', 'a quoted-string for "realm"'],
    ['Bearer realm="x', 'a quoted-string for "realm"'],
    ['Bearer error="a\u0001b"', 'a token or a quoted-string'],
    ['Bearer error="a\r\nb"', 'a token or a quoted-string'],
    ['Bearer error="a\u0100"', 'a token or a quoted-string'],
    ['Bearer error="a\\\u0001"', 'a token or a quoted-string'],
    ['Bearer error="a"b', 'a comma'],
    ['Bearer error="a", error="b"', 'no second "error"'],
    ['Bearer error="a", ERROR="b"', 'no second "error"'],
    ['Bearer "realm"="x"', 'token68 or an auth-param'],
    ['B@arer realm="x"', 'a comma'],
  ])('refuses %s', (value, wanted) => {
    expect(() => parseChallenges(value)).toThrow(SyntaxError)
    expect(() => parseChallenges(value)).toThrow(wanted)
  })
})
