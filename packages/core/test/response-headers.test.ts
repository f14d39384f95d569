import { describe, expect, it } from 'vitest'
import { responseHeadersFor } from '../src/response-headers.js'
import { tokenRequest } from './support/token-request.js'

describe('responseHeadersFor', () => {
  it('keeps an answer to a URL with a token out of shared caches (RFC 6750 §2.3)', () => {
    for (const url of ['/r?access_token=a', '/r?x=1&access%5Ftoken=a']) {
      expect(responseHeadersFor(tokenRequest({ url }))).toEqual({ 'Cache-Control': 'private' })
    }
  })

  it('says nothing about other answers', () => {
    for (const url of ['/r', '/r?x=access_token', '/access_token', '/r?%zz']) {
      expect(responseHeadersFor(tokenRequest({ url }))).toEqual({})
    }
  })
})
