import { describe, expect, it, vi } from 'vitest'
import { check, type Authentication, type TokenRequest } from '../../src/index.js'
import { DENIED } from '../../src/policy/decide.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'
import { tokenRequest } from '../support/token-request.js'

const auth = authenticated({})
type Decide = (auth: Authentication<unknown>, request: TokenRequest | undefined) => boolean

describe('check', () => {
  it('is handed the Authentication and the request', async () => {
    const request = tokenRequest()
    const decide = vi.fn<Decide>(() => true)
    await check(decide).evaluate(asked(auth, { request }))
    await check(decide).evaluate(asked(auth))
    expect(decide.mock.calls).toEqual([
      [auth, request],
      [auth, undefined],
    ])
  })

  it('grants for true, and denies for false, at once or later', async () => {
    expect(await check(() => true).evaluate(asked(auth))).toBeUndefined()
    expect(await check(async () => true).evaluate(asked(auth))).toBeUndefined()
    expect(await check(() => false).evaluate(asked(auth))).toBe(DENIED)
    expect(await check(async () => false).evaluate(asked(auth))).toBe(DENIED)
  })

  it.each([undefined, null, 1, 'true', {}, []])('takes no %j for an answer', async (answer) => {
    const policy = check(() => answer as boolean)
    await expect(policy.evaluate(asked(auth))).rejects.toThrow(
      '"check" takes a function that returns true or false',
    )
  })

  it('passes on what the function throws', async () => {
    const policy = check(() => expect.unreachable('the database is away'))
    await expect(policy.evaluate(asked(auth))).rejects.toThrow('the database is away')
  })

  it.each([undefined, null, true, {}, Promise.resolve(true)])('is not made of %j', (decide) => {
    expect(configErrorOf(() => check(decide as Decide)).message).toBe('"check" takes a function')
  })

  it('describes itself by the name of the function', () => {
    expect(check(Array.isArray).description).toBe('check(isArray)')
  })
})
