import { describe, expect, it } from 'vitest'
import { hasHeader, headerLines } from '../../src/credentials/header-lines.js'
import type { TokenRequest } from '../../src/index.js'
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

describe('whether a header is there', () => {
  const origin = 'https://app.example'

  it.each<[string, Partial<TokenRequest>]>([
    ['on the wire', { rawHeaders: ['Host', 'a', 'ORIGIN', origin] }],
    ['in `headers`, where there are no others', { headers: { origin } }],
    ['in `headers`, where nothing came over a wire', { headers: { origin }, rawHeaders: [] }],
  ])('is seen %s', (_, changes) => {
    expect(hasHeader(tokenRequest(changes), 'origin')).toBe(true)
  })

  it.each<[string, Partial<TokenRequest>]>([
    ['another', { rawHeaders: ['Host', 'a', 'X-Origin', origin, 'Accept', 'origin'] }],
    ['none', {}],
  ])('is seen of %s', (_, changes) => {
    expect(hasHeader(tokenRequest(changes), 'origin')).toBe(false)
  })
})
