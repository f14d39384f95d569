import { describe, expect, it } from 'vitest'
import { problemAnswer, sendableError } from '../src/adapter.js'
import { AuthError, DependencyError, isAuthError } from '../src/index.js'

const refused = new AuthError('token_expired', 'The access token is invalid', {
  status: 401,
  code: 'invalid_token',
  headers: { 'WWW-Authenticate': 'Bearer realm="r"' },
})
const outage = new DependencyError('Introspection at https://inner.example failed', {
  retryAfter: 7,
  headers: { 'DPoP-Nonce': 'n' },
})

describe('problemAnswer', () => {
  it('describes a refusal, and keeps its challenge', () => {
    const { body, ...answer } = problemAnswer(refused)
    expect(answer).toEqual({
      status: 401,
      headers: {
        'WWW-Authenticate': 'Bearer realm="r"',
        'Content-Type': 'application/problem+json',
      },
    })
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'The access token is invalid',
    })
  })

  it('says nothing about a failure of ours', () => {
    const { headers, body } = problemAnswer(outage)
    expect(headers).toMatchObject({ 'Retry-After': '7', 'DPoP-Nonce': 'n' })
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
    })
  })
})

describe('sendableError', () => {
  it('leaves what may be sent alone', () => {
    expect(sendableError(refused)).toBe(refused)
  })

  it('puts a message that says nothing before what may not be sent', () => {
    const error = sendableError(outage)
    expect(isAuthError(error)).toBe(true)
    expect(error).toMatchObject({ status: 503, reason: 'dependency_unavailable' })
    expect(error.headers).toEqual(outage.headers)
    expect(error.message).not.toContain('inner.example')
    expect(error.cause).toBe(outage)
  })
})
