import { describe, expect, it } from 'vitest'
import { inspect } from '../../../src/inspect/inspect.js'
import { NOW, idsOf, token } from '../samples.js'

describe('a request and its answer', () => {
  it.each([
    [
      'two Authorization lines',
      `Authorization: Bearer ${token()}\nAuthorization: Bearer ${token()}`,
      'two-credentials request',
    ],
    ['two proofs', 'GET / HTTP/1.1\nDPoP: a.b.c\nDPoP: a.b.c', 'two-proofs request'],
    ['401 without a challenge', 'HTTP/1.1 401 Unauthorized\n\n', 'no-challenge answer'],
    [
      'a challenge that is none',
      'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="x',
      'challenge-form answer',
    ],
  ])('are wrong with %s', async (_what, text, finding) => {
    expect((await idsOf(text)).wrong).toContain(finding)
  })

  it('tell the challenges', async () => {
    const answer = 'HTTP/2 401\r\nwww-authenticate: Bearer realm="x", error="invalid_token"\r\n'
    const { exchange } = await inspect(answer, 'argument', NOW)
    expect(exchange).toMatchObject({
      status: 401,
      challenges: [{ scheme: 'Bearer', parameters: { realm: 'x', error: 'invalid_token' } }],
    })
  })

  it('are two where there are two, and each may bring a token', async () => {
    const one = `GET / HTTP/1.1\nAuthorization: Bearer ${token()}\n\nHTTP/1.1 401 x\nWWW-Authenticate: Bearer\n\n`
    expect((await idsOf(one + one)).wrong).toEqual([])
  })

  it('have no token in the URL where it is in a form', async () => {
    const text = `POST / HTTP/1.1\nHost: a\n\na=1&access_token=${token()}`
    expect(await idsOf(text)).toEqual({ wrong: [], unusual: [] })
  })

  it('are unusual with a token in the URL', async () => {
    const text = `GET /a?access_token=${token()} HTTP/1.1\nHost: rs.example\n`
    expect((await idsOf(text)).unusual).toEqual(['token-in-url request'])
  })
})
