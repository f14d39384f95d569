import assert from 'node:assert/strict'
import type { Challenge } from '../../index.js'
import { describeAnswer, expectRefused, expectSameAnswer, type ExpectedRefusal } from '../expect.js'
import type { Answer } from '../world.js'

const DEMANDS = ['scope', 'acr_values', 'max_age']

/** The status, and the error in the DPoP challenge alone (RFC 9449 §7.1). Gives that challenge back. */
export function expectDpopRefused(
  answer: Answer,
  expected: Omit<ExpectedRefusal, 'scheme'>,
): Challenge {
  return expectRefused(answer, { ...expected, scheme: 'DPoP' })
}

/** 401 `invalid_token` for the scheme DPoP, byte for byte the answer that every other one gets. */
export function expectInvalidDpopToken(answer: Answer): void {
  expectDpopRefused(answer, { status: 401, error: 'invalid_token', without: DEMANDS })
  assert.ok(answer.dpopReference, 'the server has no route to take a reference answer from')
  expectSameAnswer(answer, answer.dpopReference)
}

/** 401 `invalid_dpop_proof`. */
export function expectInvalidProof(answer: Answer): void {
  expectDpopRefused(answer, { status: 401, error: 'invalid_dpop_proof', without: DEMANDS })
}

/** 401 `use_dpop_nonce` with one nonce, which it gives back (RFC 9449 §9). */
export function expectNonceDemanded(answer: Answer): string {
  expectDpopRefused(answer, { status: 401, error: 'use_dpop_nonce', without: DEMANDS })
  return nonceOf(answer)
}

/** The one nonce of an answer. */
export function nonceOf(answer: Answer): string {
  const [nonce, ...others] = answer.headers['dpop-nonce'] ?? []
  assert.ok(nonce !== undefined && others.length === 0, `one nonce: ${describeAnswer(answer)}`)
  return nonce
}

/** The schemes of the challenges, in their order. */
export function schemesOf({ challenges }: Answer): readonly string[] {
  return challenges.map(({ scheme }) => scheme)
}
