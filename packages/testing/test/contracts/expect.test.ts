import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import {
  expectAccepted,
  expectForbidden,
  expectInvalidRequest,
  expectInvalidToken,
  expectNoCredentials,
  expectRefused,
  expectUnavailable,
} from '../../src/contracts/expect.js'
import { answer } from './answer.js'

const invalid = 'Bearer realm="r", error="invalid_token", error_description="d"'

// The checks are what every adapter is held to, so they are held to catching what they must.
describe('expectInvalidToken', () => {
  const reference = answer(401, invalid)

  it('takes an answer that equals the reference', () => {
    expect(() => expectInvalidToken({ ...answer(401, invalid), reference })).not.toThrow()
  })

  it.each([
    ['another status', answer(403, invalid)],
    ['another error', answer(401, 'Bearer realm="r", error="invalid_request"')],
    ['no challenge', answer(401, undefined)],
    ['another description', answer(401, invalid.replace('"d"', '"expired"'))],
    ['another body', answer(401, invalid, 'expired')],
    ['one more header', { ...answer(401, invalid), headers: { 'x-reason': ['expired'] } }],
    ['a scope', answer(401, `${invalid}, scope="admin"`)],
  ])('refuses %s', (_, given) => {
    expect(() => expectInvalidToken({ ...given, reference })).toThrow(AssertionError)
  })
})

describe('expectRefused', () => {
  it.each([
    ['two Bearer challenges', 'Bearer realm="a", Bearer realm="b"'],
    ['a bare Bearer', 'Bearer'],
    ['another scheme alone', 'DPoP algs="ES256"'],
    ['an escaped quote', String.raw`Bearer realm="a\"b"`],
    ['a description without an error', 'Bearer realm="r", error_description="d"'],
    ['an error', 'Bearer realm="r", error="invalid_token"'],
    ['an error of DPoP', 'Bearer realm="r", DPoP algs="ES256", error="invalid_token"'],
    ['DPoP without its algorithms', 'Bearer realm="r", DPoP realm="r"'],
    ['DPoP with a symmetric algorithm', 'Bearer realm="r", DPoP algs="ES256 HS256"'],
    ['algorithms parted by commas', 'Bearer realm="r", DPoP algs="ES256,EdDSA"'],
    ['algorithms of Bearer', 'Bearer realm="r", algs="ES256"'],
  ])('refuses %s where only a challenge belongs', (_, challenge) => {
    expect(() => expectNoCredentials(answer(401, challenge))).toThrow(AssertionError)
  })

  it('looks for parameters by value', () => {
    const given = answer(403, 'Bearer realm="r", error="insufficient_scope", scope="write"')
    expectForbidden(given, 'write')
    expect(() => expectForbidden(given, 'read')).toThrow('scope')
    expect(() => expectForbidden(given)).toThrow('scope')
  })

  it('takes the status by its number', () => {
    const given = answer(400, 'Bearer realm="r", error="invalid_request"')
    expectInvalidRequest(given)
    expect(() => expectRefused(given, { status: 401, error: 'invalid_request' })).toThrow('400')
  })
})

describe('expectAccepted', () => {
  it('gives back what the handler answered', () => {
    expect(expectAccepted(answer(200, undefined, '{"subject":"u1"}'))).toEqual({ subject: 'u1' })
  })

  it('refuses another status, and a challenge beside a 200', () => {
    expect(() => expectAccepted(answer(204, undefined))).toThrow('204')
    expect(() => expectAccepted(answer(200, 'Bearer realm="r"', '{}'))).toThrow('challenge')
  })
})

describe('expectUnavailable', () => {
  const unavailable = { ...answer(503, undefined), headers: { 'retry-after': ['5'] } }

  it('takes 503 with Retry-After', () => {
    expect(() => expectUnavailable(unavailable)).not.toThrow()
  })

  it.each([
    ['a 500', { ...unavailable, status: 500 }],
    ['no Retry-After', { ...unavailable, headers: {} }],
    ['a Retry-After of 0', { ...unavailable, headers: { 'retry-after': ['0'] } }],
    ['an error code in the body', { ...unavailable, body: 'invalid_token' }],
  ])('refuses %s', (_, given) => {
    expect(() => expectUnavailable(given)).toThrow(AssertionError)
  })
})
