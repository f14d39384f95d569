import assert from 'node:assert/strict'
import type { Challenge } from '../index.js'

/** The schemes that a challenge of ours may be of. */
export type Scheme = 'Bearer' | 'DPoP'

// RFC 6750 §3: no DQUOTE, no backslash, ASCII only, in any value of ours.
const SAFE_VALUE = /^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/

// RFC 9449 §7.1: names of signature algorithms, each followed by one space or the end.
const ALGORITHMS = /^(?:[A-Za-z0-9-]+(?: (?!$)|$))+$/

/** Schemes are compared without regard to case (RFC 9110 §11.1). */
export function isOf({ scheme }: Challenge, wanted: Scheme): boolean {
  return scheme.toLowerCase() === wanted.toLowerCase()
}

/** What holds for every challenge, whatever it says. `error`: the one that it has to tell. */
export function expectWellFormed(
  challenge: Challenge,
  error: string | undefined,
  answer: string,
): void {
  const { scheme, params } = challenge
  const names = Object.keys(params)
  assert.ok(names.length > 0, `RFC 6750 §3: a parameter in the ${scheme} challenge`)
  assert.equal(params['error'], error, `error of ${scheme}, ${answer}`)
  const demands = ['error_description', 'error_uri', 'scope', 'acr_values', 'max_age']
  for (const name of error === undefined ? demands : []) {
    assert.ok(!names.includes(name), `${name} without an error: ${answer}`)
  }
  for (const [name, value] of Object.entries(params)) {
    assert.match(value, SAFE_VALUE, `${name} of the challenge`)
  }
  if (!isOf(challenge, 'DPoP')) {
    assert.ok(!names.includes('algs'), `algs belong to DPoP: ${answer}`)
    return
  }
  assert.match(params['algs'] ?? '', ALGORITHMS, `RFC 9449 §7.1: algs, ${answer}`)
  assert.doesNotMatch(params['algs'] ?? '', /none|HS/i, 'RFC 9449 §11.6')
}
