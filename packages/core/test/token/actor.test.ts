import { describe, expect, it } from 'vitest'
import { actorOf } from '../../src/token/actor.js'
import { reasonOf } from '../support/outcome.js'

describe('actorOf', () => {
  it('is undefined where nobody acts', () => {
    expect(actorOf({})).toBeUndefined()
  })

  it('follows the chain, the most recent first (RFC 8693 §4.1)', () => {
    const act = { sub: 'a', iss: 'https://a.example', act: { sub: 'b', act: {} } }
    expect(actorOf({ act })).toEqual({
      subject: 'a',
      issuer: 'https://a.example',
      actor: {
        subject: 'b',
        issuer: undefined,
        actor: { subject: undefined, issuer: undefined, actor: undefined },
      },
    })
  })

  it('is frozen, the whole chain', () => {
    const actor = actorOf({ act: { sub: 'a', act: { sub: 'b' } } })
    expect(Object.isFrozen(actor)).toBe(true)
    expect(Object.isFrozen(actor?.actor)).toBe(true)
  })

  it.each([null, 'a', 1, true, [], [{ sub: 'a' }], { sub: 1 }, { iss: {} }, { act: 'a' }])(
    'refuses %j',
    (act) => {
      expect(reasonOf(() => actorOf({ act }))).toBe('malformed_claim')
    },
  )

  it('refuses a malformed one anywhere in the chain', () => {
    const act = { sub: 'a', act: { sub: 'b', act: { sub: null } } }
    expect(reasonOf(() => actorOf({ act }))).toBe('malformed_claim')
  })
})
