import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AuthError, DependencyError, scopes } from '../src/index.js'
import { refusedTokenOf } from '../src/refused-token.js'
import { introspecting } from './support/introspecting.js'
import { refusalOf } from './support/outcome.js'
import {
  createRefusedWorld,
  EXPIRED,
  failing,
  type RefusedWorld,
  rejecting,
} from './support/refused-world.js'
import { withAuthorization } from './support/token-request.js'

let world: RefusedWorld

beforeEach(async () => {
  world = await createRefusedWorld()
})
afterEach(() => world.close())

describe('countersign:usage of a refused token', () => {
  it('says whose it is, what it is, and what it is bound to', async () => {
    const { provider } = world
    const bindings = [
      [undefined, 'none'],
      [{ jkt: world.holder.thumbprint }, 'dpop'],
      [{ 'x5t#S256': world.holder.thumbprint }, 'certificate'],
      [{ jkt: world.holder.thumbprint, 'x5t#S256': world.holder.thumbprint }, 'dpop+certificate'],
      // Not a bearer token, whatever it is.
      [{ kid: 'k1' }, undefined],
      [5, undefined],
    ] as const
    for (const [cnf, binding] of bindings) {
      const message = await world.usedWith(provider.token({ ...EXPIRED, cnf, jti: 'j1' }))
      expect(message).toMatchObject({
        decision: 'refused',
        reason: 'token_expired',
        issuer: provider.issuer,
        subject: 'u1',
        clientId: 'c1',
        tokenId: 'j1',
        scheme: 'Bearer',
        kind: 'jwt',
      })
      expect(message.binding).toBe(binding)
    }
  })

  it('knows of an opaque one that is bound, and to nothing that is said', async () => {
    const token = world.provider.introspection.issue({ token_type: 'DPoP', ...EXPIRED })
    const options = { introspection: introspecting(world.provider) }
    const message = await world.usedWith(token, options)
    expect(message).toMatchObject({ kind: 'opaque', subject: 'u1', binding: undefined })
  })

  it('says nothing of a token that nobody stands for', async () => {
    const token = world.provider.token().then((text) => `${text.slice(0, -86)}${'A'.repeat(86)}`)
    expect(await world.usedWith(token)).toMatchObject({
      decision: 'refused',
      issuer: undefined,
      subject: undefined,
      clientId: undefined,
      tokenId: undefined,
      scheme: undefined,
      kind: undefined,
      binding: undefined,
    })
  })

  it('says who it was that a policy has refused, though nobody had told of the Authentication', async () => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(await world.provider.token({ approval_id: 'a1' }))
    const error = await refusalOf(verifier.authorize(auth, scopes('admin')))
    expect(world.usedBy(error)).toMatchObject({ subject: 'u1', approvalId: 'a1', binding: 'none' })
  })
})

describe('an error that a store gives everybody', () => {
  it('is one of its own for each who is refused, with the same answer', async () => {
    const shared = new DependencyError('down', { retryAfter: 7, cause: new Error('why') })
    const options = { revocation: failing(shared) }
    const subjects = ['u1', 'u2', 'u3']
    // All of them are refused before anybody is told of.
    const requests = await Promise.all(
      subjects.map(async (sub) =>
        withAuthorization(`Bearer ${await world.provider.token({ sub })}`),
      ),
    )
    const verifier = world.verifier(options)
    const errors = await Promise.all(
      requests.map((request) => refusalOf(verifier.verifyRequest(request))),
    )
    const told = errors.map((error) => world.usedBy(error))
    expect(told.map(({ reason }) => reason)).toEqual(subjects.map(() => 'dependency_unavailable'))
    expect(told.map(({ subject }) => subject)).toEqual(subjects)
    const token = await world.provider.token()
    const error = await refusalOf(world.verifier(options).verifyToken(token))
    expect(error).not.toBe(shared)
    expect(error).toBeInstanceOf(DependencyError)
    const { status, message, headers, cause } = shared
    expect(error).toMatchObject({ status, message, headers, cause })
  })

  it('tells nothing of a stranger, who comes after somebody else', async () => {
    const shared = new AuthError('policy_denied', 'no', { status: 403, headers: { 'X-Why': 'no' } })
    const claims = rejecting(shared)
    expect(await world.usedWith(world.provider.token(), { claims })).toMatchObject({
      subject: 'u1',
    })
    expect(world.usedBy(shared)).toMatchObject({ reason: 'policy_denied', subject: undefined })
  })
})

describe('the error of a refused token', () => {
  it('shows nobody who it was', async () => {
    const token = await world.provider.token({ ...EXPIRED, sub: 'alice-private' })
    const error = await refusalOf(world.verifier().verifyToken(token))
    const shown = inspect(error, { depth: null, showHidden: true })
    const members = Object.getOwnPropertyNames(error).join()
    expect(`${shown} ${members} ${JSON.stringify(error)}`).not.toMatch(/alice|identity/)
    expect(Object.getOwnPropertySymbols(error)).toEqual([Symbol.for('countersign.AuthError')])
    expect(world.lastRefusal().identity?.subject).toBe('alice-private')
  })

  it('is known to another copy of this package', async () => {
    const token = await world.provider.token(EXPIRED)
    const error = await refusalOf(world.verifier().verifyToken(token))
    vi.resetModules()
    const copy = await import('../src/refused-token.js')
    expect(copy.refusedTokenOf).not.toBe(refusedTokenOf)
    expect(copy.refusedTokenOf(error)?.identity.subject).toBe('u1')
  })

  it('costs no look at the token where nobody listens', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token(EXPIRED)
    expect(refusedTokenOf(await refusalOf(verifier.verifyToken(token)))).toBeDefined()
    world.deafen()
    expect(refusedTokenOf(await refusalOf(verifier.verifyToken(token)))).toBeUndefined()
  })
})
