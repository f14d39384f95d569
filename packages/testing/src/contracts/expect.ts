import assert from 'node:assert/strict'
import type { Challenge } from '../index.js'
import type { CoreUnderTest } from './core-under-test.js'
import { expectWellFormed, isOf, type Scheme } from './well-formed.js'
import type { Answer } from './world.js'

/** What a server of the contract tells about the identity it found. */
export interface AcceptedBody {
  readonly subject?: string
  readonly clientId?: string
  readonly issuer?: string
  readonly scopes?: readonly string[]
  readonly claims?: Readonly<Record<string, unknown>>
  readonly anonymous?: boolean
}

/** 200 without any challenge. Gives back what the handler answered; nothing for HEAD. */
export function expectAccepted(answer: Answer): AcceptedBody {
  assert.equal(answer.status, 200, describeAnswer(answer))
  assert.deepEqual(answer.challenges, [], 'a challenge on an accepted request')
  return answer.body === '' ? {} : (JSON.parse(answer.body) as AcceptedBody)
}

export interface ExpectedRefusal {
  readonly status: 400 | 401 | 403
  /** `undefined`: no error, no error_description and no error_uri (RFC 6750 §3.1). */
  readonly error: string | undefined
  /** The scheme that was used, default Bearer: the error of a 401 or 403 is told in its challenge alone. */
  readonly scheme?: Scheme
  /** Parameters that the challenge must carry, with their values. */
  readonly params?: Readonly<Record<string, string>>
  /** Parameters that the challenge must not carry. */
  readonly without?: readonly string[]
}

/** The status, and one challenge of the scheme that says what it must. Gives the challenge back. */
export function expectRefused(answer: Answer, expected: ExpectedRefusal): Challenge {
  const { status, error, scheme = 'Bearer' } = expected
  assert.equal(answer.status, status, describeAnswer(answer))
  const own = answer.challenges.filter((one) => isOf(one, scheme))
  assert.equal(own.length, 1, `one ${scheme} challenge: ${describeAnswer(answer)}`)
  const [challenge] = own
  assert.ok(challenge)
  const names = Object.keys(challenge.params)
  for (const one of answer.challenges) {
    // A request without one clear scheme breaks the rules of all of them (RFC 9449 §7.2).
    const told = one === challenge || status === 400 ? error : undefined
    expectWellFormed(one, told, describeAnswer(answer))
  }
  for (const [name, value] of Object.entries(expected.params ?? {})) {
    assert.equal(challenge.params[name], value, `${name} of ${describeAnswer(answer)}`)
  }
  expectAbsent(names, expected.without ?? [])
  return challenge
}

/** 401 `invalid_token`, byte for byte the answer that every other invalid token gets. */
export function expectInvalidToken(answer: Answer): void {
  expectRefused(answer, {
    status: 401,
    error: 'invalid_token',
    without: ['scope', 'acr_values', 'max_age'],
  })
  assert.ok(answer.reference, 'the server has no route to take a reference answer from')
  expectSameAnswer(answer, answer.reference)
}

/** 401 with a challenge that carries no error: no usable credentials came. */
export function expectNoCredentials(answer: Answer): void {
  expectRefused(answer, { status: 401, error: undefined })
}

/** 400 `invalid_request`: the request breaks the grammar of RFC 6750 §2. */
export function expectInvalidRequest(answer: Answer): void {
  expectRefused(answer, { status: 400, error: 'invalid_request' })
}

/** 403 `insufficient_scope`. */
export function expectForbidden(answer: Answer, scope?: string): void {
  expectRefused(answer, {
    status: 403,
    error: 'insufficient_scope',
    ...(scope === undefined ? { without: ['scope'] } : { params: { scope } }),
  })
}

/** 503 with `Retry-After` and no challenge: an outage is not the client's fault. */
export function expectUnavailable(answer: Answer): void {
  assert.equal(answer.status, 503, describeAnswer(answer))
  assert.match(answer.headers['retry-after']?.[0] ?? '', /^[1-9]\d*$/, 'Retry-After in seconds')
  assert.equal(answer.headers['www-authenticate'], undefined, 'a challenge on a 503')
  assert.doesNotMatch(answer.body, /invalid_token/)
}

/** Two answers that nobody can tell apart. */
export function expectSameAnswer(answer: Answer, other: Answer): void {
  assert.equal(answer.status, other.status)
  assert.deepEqual(stableHeaders(answer), stableHeaders(other))
  if (answer.method !== 'HEAD' && other.method !== 'HEAD') assert.equal(answer.body, other.body)
}

/** `createVerifier` refuses the options with a ConfigError that names the one at fault. */
export function expectMisconfigured(
  core: CoreUnderTest,
  options: object,
  optionName: string,
): void {
  expectConfigError(core, () => core.createVerifier(options).close(), optionName)
}

/** Something that is made at start-up throws a ConfigError that names the option at fault. */
export function expectConfigError(core: CoreUnderTest, make: () => void, optionName: string): void {
  assert.throws(make, (error) => {
    assert.ok(error instanceof core.ConfigError, `a ConfigError, not ${String(error)}`)
    assert.ok(error instanceof TypeError, 'a ConfigError is a TypeError')
    assert.equal(error.option, optionName)
    assert.ok(error.message.includes(`"${optionName}"`), `the message names it: ${error.message}`)
    return true
  })
}

function expectAbsent(names: readonly string[], unwanted: readonly string[]): void {
  for (const name of unwanted) assert.ok(!names.includes(name), `${name} in the challenge`)
}

function stableHeaders({ headers }: Answer): Readonly<Record<string, string[]>> {
  const changing = new Set(['date', 'connection', 'keep-alive'])
  const stable = Object.entries(headers).filter(([name]) => !changing.has(name))
  // There is another one in each window: only whether there is one can be compared.
  return Object.fromEntries(
    stable.map(([name, lines]) => [name, name === 'dpop-nonce' ? lines.map(() => '…') : lines]),
  )
}

/** What came, for the message of a check that fails. */
export function describeAnswer({ status, headers, body }: Answer): string {
  const challenge = headers['www-authenticate']?.join(', ') ?? '(no challenge)'
  return `answered ${status}, ${challenge}, ${body.slice(0, 300)}`
}
