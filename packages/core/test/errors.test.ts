import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { refusal } from '../src/errors.js'
import { AuthError, ConfigError, DependencyError, isAuthError } from '../src/index.js'

const headers = { 'WWW-Authenticate': 'Bearer realm="a"' }
const cause = new Error('the signature is wrong')

describe('AuthError', () => {
  const error = refusal('invalid_signature', headers, { cause })

  it('carries the whole answer', () => {
    expect(error).toMatchObject({
      name: 'AuthError',
      status: 401,
      statusCode: 401,
      code: 'invalid_token',
      reason: 'invalid_signature',
      expose: true,
      headers,
      cause,
    })
    expect(error.message).toBe('The access token is malformed, expired or not valid here')
  })

  it('has headers that nobody changes', () => {
    const given = { 'WWW-Authenticate': 'Bearer realm="a"' }
    const made = refusal('invalid_signature', given)
    given['WWW-Authenticate'] = 'Basic'
    expect(made.headers).toEqual(headers)
    expect(Object.isFrozen(made.headers)).toBe(true)
  })

  it('has no frames, which a framework might send: the cause keeps them', () => {
    expect(error.stack).toBe(`AuthError: ${error.message}`)
    expect((error.cause as Error).stack).toMatch(/\n\s+at /)
  })

  it('is in JSON what may be sent, and nothing else', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'AuthError',
      status: 401,
      code: 'invalid_token',
      message: error.message,
    })
  })

  it('is in a log what a developer looks for', () => {
    const text = inspect(error)
    expect(text).toContain(`AuthError: ${error.message}`)
    expect(text).toContain("reason: 'invalid_signature'")
    expect(text).toContain('the signature is wrong')
  })

  it('exposes the faults of clients, and only those', () => {
    for (const status of [400, 401, 403, 499]) {
      expect(new AuthError('policy_denied', 'no', { status, headers: {} }).expose).toBe(true)
    }
    for (const status of [500, 503]) {
      expect(new AuthError('policy_denied', 'no', { status, headers: {} }).expose).toBe(false)
    }
  })
})

describe('DependencyError', () => {
  const error = new DependencyError('The identity provider cannot be reached', { cause })

  it('is 503, asks to come back, and challenges nobody', () => {
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({
      name: 'DependencyError',
      status: 503,
      statusCode: 503,
      code: undefined,
      reason: 'dependency_unavailable',
      expose: false,
      cause,
    })
    expect(error.headers).toEqual({ 'Retry-After': '1' })
    expect(error.stack).toBe('DependencyError: The identity provider cannot be reached')
    expect(inspect(error)).toContain('DependencyError: The identity provider cannot be reached')
  })

  it.each([
    [undefined, '1'],
    [0, '1'],
    [0.2, '1'],
    [1.2, '2'],
    [30, '30'],
  ])('waits %s seconds as a whole number: %s', (retryAfter, expected) => {
    const options = retryAfter === undefined ? {} : { retryAfter }
    expect(new DependencyError('down', options).headers).toEqual({ 'Retry-After': expected })
  })
})

describe('ConfigError', () => {
  const error = new ConfigError('resource.jwksUri', 'must use https:')

  it('is a TypeError that names the option', () => {
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ name: 'ConfigError', option: 'resource.jwksUri' })
    expect(error.message).toBe('"resource.jwksUri" must use https:')
    expect(error.stack).toMatch(/\n\s+at /)
  })

  it('is no answer to a request', () => {
    expect(isAuthError(error)).toBe(false)
    expect(error).not.toHaveProperty('status')
  })
})

describe('isAuthError', () => {
  it('knows the family', () => {
    expect(isAuthError(refusal('missing_credentials', {}))).toBe(true)
    expect(isAuthError(new DependencyError('down'))).toBe(true)
  })

  it('knows the family of another copy of this package, where instanceof does not', async () => {
    vi.resetModules()
    const copy = await import('../src/errors.js')
    const foreign = copy.refusal('missing_credentials', {})
    expect(foreign).not.toBeInstanceOf(AuthError)
    expect(isAuthError(foreign)).toBe(true)
    expect(copy.isAuthError(refusal('missing_credentials', {}))).toBe(true)
  })

  it.each([
    undefined,
    null,
    'AuthError',
    new Error('no'),
    Object.assign(new Error('no'), { name: 'AuthError', status: 401, code: 'invalid_token' }),
    { name: 'AuthError', status: 401 },
    { [Symbol.for('countersign.AuthError')]: true },
  ])('does not know %o', (value) => {
    expect(isAuthError(value)).toBe(false)
  })
})
