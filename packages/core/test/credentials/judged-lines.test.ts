import { describe, expect, it } from 'vitest'
import { judgedLines, SEVERAL } from '../../src/credentials/judged-lines.js'
import { tokenRequest } from '../support/token-request.js'

const judged = (changes: Parameters<typeof tokenRequest>[0]): unknown =>
  judgedLines(tokenRequest({ headers: {}, ...changes }))

describe('the lines that a request is judged by', () => {
  it.each(['Authorization', 'authorization', 'AUTHORIZATION', 'aUTHORIZATIOn'])(
    'are found where one is spelt %s',
    (name) => {
      const rawHeaders = [
        'Cache-Control',
        'a',
        name,
        'b',
        'Date',
        'c',
        'HOST',
        'd',
        'If-None-Match',
        'e',
      ]
      expect(judged({ rawHeaders })).toEqual({ authorization: 'b', host: 'd' })
    },
  )

  it.each(['Host', 'host', 'HOST', 'hOSt'])('are several where %s comes twice or more', (name) => {
    const rawHeaders = ['Host', 'a', 'authorization', 'b', name, 'a', 'Authorization', 'b']
    expect(judged({ rawHeaders })).toEqual({ authorization: SEVERAL, host: SEVERAL })
    expect(judged({ rawHeaders: [...rawHeaders, ...rawHeaders, 'Host', 'a'] })).toEqual({
      authorization: SEVERAL,
      host: SEVERAL,
    })
  })

  it('are no lines without a name, and no names that only look alike', () => {
    const rawHeaders = ['X-Name', 'authorization', 'Post', 'a', 'buthorization', 'b', 'Host']
    expect(judged({ rawHeaders })).toEqual({ authorization: undefined, host: undefined })
  })

  it('are several where one of two is empty', () => {
    const rawHeaders = ['Host', '', 'Authorization', '', 'Authorization', 'Bearer a', 'Host', 'a']
    expect(judged({ rawHeaders })).toEqual({ authorization: SEVERAL, host: SEVERAL })
  })

  it('are what else there is where they are not on the wire', () => {
    const headers = { authorization: 'own', host: 'here' }
    const wire = ['Accept', 'a']
    expect(judged({ headers })).toEqual(headers)
    expect(judged({ headers, rawHeaders: wire })).toEqual(headers)
    expect(judged({ headers, headersDistinct: { authorization: ['a', 'a'] } })).toEqual({
      authorization: SEVERAL,
      host: 'here',
    })
    expect(judged({ headers, headersDistinct: { authorization: ['a'] } })).toEqual({
      authorization: 'a',
      host: 'here',
    })
  })
})
