import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import {
  expectDpopRefused,
  expectInvalidDpopToken,
  expectInvalidProof,
  expectNonceDemanded,
} from '../../src/contracts/dpop/expect.js'
import { expectInvalidRequest } from '../../src/contracts/expect.js'
import type { Answer } from '../../src/contracts/world.js'
import { answer } from './answer.js'

describe('expectDpopRefused', () => {
  const error = 'error="invalid_dpop_proof"'
  const expected = { status: 401, error: 'invalid_dpop_proof' } as const

  it('takes the error in the DPoP challenge alone', () => {
    const given = answer(401, `Bearer realm="r", DPoP algs="ES256 EdDSA", ${error}`)
    expect(expectDpopRefused(given, expected).scheme).toBe('DPoP')
    expectInvalidProof(given)
  })

  it.each([
    ['in both', `Bearer realm="r", ${error}, DPoP algs="ES256", ${error}`],
    ['in the other one', `Bearer realm="r", ${error}, DPoP algs="ES256"`],
    ['in none', 'Bearer realm="r", DPoP algs="ES256"'],
    ['without a DPoP challenge', `Bearer realm="r", ${error}`],
  ])('refuses the error %s', (_, challenge) => {
    expect(() => expectDpopRefused(answer(401, challenge), expected)).toThrow(AssertionError)
  })

  it('wants a request of no clear scheme refused in every challenge', () => {
    const both = 'Bearer realm="r", error="invalid_request", DPoP algs="ES256"'
    expect(() => expectInvalidRequest(answer(400, both))).toThrow('error of DPoP')
    expectInvalidRequest(answer(400, `${both}, error="invalid_request"`))
  })
})

describe('expectInvalidDpopToken', () => {
  const dpop = 'DPoP algs="ES256", error="invalid_token"'
  const dpopReference = answer(401, dpop)

  it('compares with the reference of its scheme', () => {
    expectInvalidDpopToken({ ...answer(401, dpop), dpopReference })
    const reference = answer(401, dpop)
    expect(() => expectInvalidDpopToken({ ...answer(401, dpop), reference })).toThrow('reference')
    const other = { ...answer(401, dpop, 'expired'), dpopReference }
    expect(() => expectInvalidDpopToken(other)).toThrow(AssertionError)
  })

  it('lets the nonce be another one, but not be missing', () => {
    const withNonce = (nonce: string): Answer => {
      const given = answer(401, dpop)
      return { ...given, headers: { ...given.headers, 'dpop-nonce': [nonce] } }
    }
    expectInvalidDpopToken({ ...withNonce('a'), dpopReference: withNonce('b') })
    const missing = { ...answer(401, dpop), dpopReference: withNonce('b') }
    expect(() => expectInvalidDpopToken(missing)).toThrow(AssertionError)
  })
})

describe('expectNonceDemanded', () => {
  const challenge = 'DPoP algs="ES256", error="use_dpop_nonce"'

  it('gives back the one nonce, and wants one', () => {
    const given = answer(401, challenge)
    const nonces = (...lines: string[]): Answer => ({
      ...given,
      headers: { ...given.headers, 'dpop-nonce': lines },
    })
    expect(expectNonceDemanded(nonces('n'))).toBe('n')
    expect(() => expectNonceDemanded(given)).toThrow('one nonce')
    expect(() => expectNonceDemanded(nonces('n', 'n'))).toThrow('one nonce')
  })
})
