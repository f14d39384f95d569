import assert from 'node:assert/strict'
import type { Answer } from '../world.js'

/** The error stands in the challenge of one scheme, and in no other (RFC 9449 §7.1). */
export function expectError(
  { status, headers, challenges }: Answer,
  scheme: 'Bearer' | 'DPoP',
  expected: { readonly status: 400 | 401 | 403; readonly error: string },
): void {
  const told = `answered ${status}, ${headers['www-authenticate']?.join(', ')}`
  assert.equal(status, expected.status, told)
  const errors = challenges.filter(({ params }) => params['error'] !== undefined)
  assert.deepEqual(
    errors.map((one) => [one.scheme, one.params['error']]),
    [[scheme, expected.error]],
    told,
  )
}
