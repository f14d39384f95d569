import { describe, expect, it } from 'vitest'
import { headerLines } from '../../src/credentials/header-lines.js'
import { tokenRequest } from '../support/token-request.js'

const linesOf = (changes: Parameters<typeof tokenRequest>[0]): readonly string[] =>
  headerLines(tokenRequest(changes), 'authorization')

describe('the lines of a header', () => {
  it('are those on the wire, however their names are spelt', () => {
    const rawHeaders = [
      'Host',
      'a',
      'Authorization',
      'b',
      'X-Authorization',
      'c',
      'AUTHORIZATION',
      'd',
    ]
    expect(linesOf({ rawHeaders })).toEqual(['b', 'd'])
  })

  it('are read from names only, and not from what looks like one', () => {
    expect(linesOf({ rawHeaders: ['X-Name-of-it', 'authorization', 'X-Other', 'a'] })).toEqual([])
    expect(linesOf({ rawHeaders: ['authorization'] })).toEqual([])
  })

  it('come from the wire first, from the distinct ones next, and from the joined ones last', () => {
    const headers = { authorization: 'joined' }
    const headersDistinct = { authorization: ['distinct', 'twice'] }
    const rawHeaders = ['authorization', 'raw']
    expect(linesOf({ headers, headersDistinct, rawHeaders })).toEqual(['raw'])
    expect(linesOf({ headers, headersDistinct })).toEqual(['distinct', 'twice'])
    expect(linesOf({ headers })).toEqual(['joined'])
    expect(linesOf({})).toEqual([])
  })

  it('may have been put there by the application', () => {
    const headers = { authorization: 'own' }
    expect(linesOf({ headers, rawHeaders: ['Host', 'a'] })).toEqual(['own'])
    expect(linesOf({ headers, headersDistinct: { authorization: [] } })).toEqual(['own'])
  })
})
