import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../src/index.js'
import { REFUSALS } from '../src/refusals.js'

const rows = Object.entries(REFUSALS)

/** RFC 6750 §3.1, RFC 9449 §7.1, §9 and RFC 9470 §3: the status that goes with each code. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_user_authentication: 401,
  insufficient_scope: 403,
}

describe('every reason', () => {
  it.each(rows)('%s has the status of its code', (_, { status, code }) => {
    expect(status).toBe(code === undefined ? 401 : STATUS[code])
  })

  it.each(rows)('%s has text that a quoted string can hold', (_, { message }) => {
    expect(message).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{10,100}$/)
  })

  it.each(rows)('%s is a stable name in snake case', (reason) => {
    expect(reason).toMatch(/^[a-z]+(?:_[a-z]+)*$/)
  })
})

describe('the answers', () => {
  it('say nothing of an error only where no usable credentials came', () => {
    const silent = rows.filter(([, { code }]) => code === undefined).map(([reason]) => reason)
    expect(silent).toEqual(['missing_credentials', 'unsupported_scheme', 'disabled_source'])
  })

  it('are the same for every fault of a token, so that they tell nothing', () => {
    const tokenFaults = rows.filter(([, { code }]) => code === 'invalid_token')
    expect(new Set(tokenFaults.map(([, { message }]) => message)).size).toBe(1)
    expect(tokenFaults.map(([reason]) => reason)).toEqual(
      expect.arrayContaining(['invalid_signature', 'token_expired', 'unknown_key', 'id_token']),
    )
  })

  it('of policies are never those of tokens', () => {
    expect(REFUSALS.step_up_required.code).toBe('insufficient_user_authentication')
    expect(REFUSALS.insufficient_scope.code).toBe('insufficient_scope')
    expect(REFUSALS.policy_denied.code).toBe('insufficient_scope')
  })
})
