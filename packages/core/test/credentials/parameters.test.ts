import { describe, expect, it } from 'vitest'
import {
  bodyTokens,
  cookieTokens,
  hasQueryToken,
  queryTokens,
} from '../../src/credentials/parameters.js'
import { tokenRequest } from '../support/token-request.js'

const FORM = 'application/x-www-form-urlencoded'

const inBody = (body: unknown, contentType: string | undefined, method = 'POST'): unknown =>
  bodyTokens(tokenRequest({ method, body, headers: { 'content-type': contentType } }))

const inCookie = (cookie: string): readonly string[] =>
  cookieTokens(tokenRequest({ headers: { cookie } }), 'at')

describe('queryTokens', () => {
  it.each([
    ['/r', []],
    ['/r?', []],
    ['/r?token=a', []],
    ['/r?access_tokens=a', []],
    ['/r?x_access_token=a', []],
    ['/r?Access_Token=a', []],
    ['/r#?access_token=a', ['a']],
    ['/r?access_token=a', ['a']],
    ['/r?access_token', ['']],
    ['/r?access_token=a%2Bb+c', ['a+b c']],
    ['/r?access%5Ftoken=a', ['a']],
    ['/r?x=1&access_token=a&access_token=b', ['a', 'b']],
    ['/r?x=?access_token=a', []],
    ['/r?x=1?&access_token=a#&access_token=b', ['a']],
    ['https://rs.example/r?access_token=a', ['a']],
  ])('of %s are %j', (url, tokens) => {
    expect(queryTokens(url)).toEqual(tokens)
    expect(hasQueryToken(url)).toBe(tokens.length > 0)
  })
})

describe('bodyTokens', () => {
  it.each([FORM, 'Application/X-WWW-Form-URLEncoded ; charset=utf-8'])('reads %s', (type) => {
    expect(inBody({ access_token: 'a' }, type)).toEqual(['a'])
  })

  it.each([undefined, '', 'application/json', 'multipart/form-data', 'text/plain', `${FORM}x`])(
    'takes %s for application data',
    (type) => {
      expect(inBody({ access_token: 'a' }, type)).toEqual([])
    },
  )

  it.each(['GET', 'HEAD'])('does not read the body of %s', (method) => {
    expect(inBody({ access_token: 'a' }, FORM, method)).toEqual([])
  })

  it('sees every value of a repeated parameter', () => {
    expect(inBody({ access_token: ['a', 'b'] }, FORM)).toEqual(['a', 'b'])
  })

  it('does not take a list of one for its entry: that was written `access_token[]`', () => {
    expect(inBody({ access_token: ['a'] }, FORM)).toEqual([['a']])
  })

  it('hands on what is no string, for its caller to refuse', () => {
    expect(inBody({ access_token: { a: 1 } }, FORM)).toEqual([{ a: 1 }])
  })

  it.each([undefined, null, 'access_token=a', 5, [], {}])('finds none in %j', (body) => {
    expect(inBody(body, FORM)).toEqual([])
  })

  it('looks at own members only, and finds them without a prototype too', () => {
    expect(inBody(Object.create({ access_token: 'a' }), FORM)).toEqual([])
    const bare = Object.assign(Object.create(null) as object, { access_token: 'a' })
    expect(inBody(bare, FORM)).toEqual(['a'])
  })
})

describe('cookieTokens', () => {
  it.each([
    ['', []],
    ['at', []],
    ['at=', []],
    ['at=a', ['a']],
    ['x=1; at=a; y=2', ['a']],
    ['x=1;at=a', ['a']],
    ['at=a=b', ['a=b']],
    ['\tat = a\t', ['a']],
    ['\u00a0at=a', []],
    ['at=a\u00a0', ['a\u00a0']],
    ['xat=a', []],
    ['at2=a', []],
    ['AT=a', []],
    ['x=at=a', []],
    ['at=a; at=b', ['a', 'b']],
    ['at=; at=b', ['b']],
  ])('of %j are %j', (cookie, tokens) => {
    expect(inCookie(cookie)).toEqual(tokens)
  })

  it('are none without a Cookie header', () => {
    expect(cookieTokens(tokenRequest(), 'at')).toEqual([])
  })
})
