import { describe, expect, it } from 'vitest'
import { nonceHeaders } from '../src/nonce-headers.js'
import { responseHeadersFor } from '../src/response-headers.js'
import { present, verifiedToken } from './support/authenticated.js'
import { tokenRequest } from './support/token-request.js'

const authWith = (nonce: string | undefined): ReturnType<typeof present> =>
  present(verifiedToken({}), { responseHeaders: nonceHeaders(nonce) })

describe('responseHeadersFor', () => {
  it('keeps an answer to a URL with a token out of shared caches (RFC 6750 §2.3)', () => {
    for (const url of ['/r?access_token=a', '/r?x=1&access%5Ftoken=a']) {
      const headers = responseHeadersFor(tokenRequest({ url }), authWith(undefined))
      expect(headers).toEqual({ 'Cache-Control': 'private' })
    }
  })

  it('says nothing about other answers', () => {
    for (const url of ['/r', '/r?x=access_token', '/access_token', '/r?%zz']) {
      expect(responseHeadersFor(tokenRequest({ url }), authWith(undefined))).toEqual({})
    }
  })

  it('hands out the next nonce, in an answer that no cache may keep (RFC 9449 §8.2)', () => {
    for (const url of ['/r', '/r?access_token=a']) {
      expect(responseHeadersFor(tokenRequest({ url }), authWith('n1'))).toEqual({
        'DPoP-Nonce': 'n1',
        'Cache-Control': 'no-store',
      })
    }
  })
})
