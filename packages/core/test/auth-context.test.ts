import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AuthContext,
  authenticateRequest,
  contextOf,
  keepAuth,
  keepContext,
} from '../src/adapter.js'
import { tokenRequest } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

interface Carrier {
  auth?: unknown
}

let world: World
beforeAll(async () => {
  world = await createWorld()
})

async function authenticated(raw: object): Promise<AuthContext> {
  const authorization = `Bearer ${world.provider.sign({})}`
  const request = tokenRequest({ headers: { authorization }, raw })
  return authenticateRequest(world.verifier(), request)
}

describe.each([
  ['as it is', keepContext],
  ['with its `auth`', keepAuth],
] as const)('what was found out about a request, kept %s', (_, keep) => {
  it('is found again, and about no other request', async () => {
    const request = {}
    const context = await authenticated(request)
    expect(contextOf(request)).toBeUndefined()
    keep(request, context)
    expect(contextOf(request)).toBe(context)
    expect(contextOf({})).toBeUndefined()
  })

  it('is found where the request that was verified is another object', async () => {
    const request = {}
    const context = await authenticated({})
    keep(request, context)
    expect(contextOf(request)).toBe(context)
  })

  it('is found where nobody was', async () => {
    const request = {}
    const described = tokenRequest({ raw: request })
    const options = { optional: true }
    const context = await authenticateRequest(world.verifier(), described, options)
    keep(request, context)
    expect(contextOf(request)).toBe(context)
  })
})

describe('the `auth` of a request', () => {
  it('makes nobody of another request', async () => {
    const request: Carrier = {}
    keepAuth(request, await authenticated(request))
    expect(request.auth).toBeDefined()
    expect(contextOf({ auth: request.auth })).toBeUndefined()
    expect(contextOf({ ...request })).toBeUndefined()
  })

  it('is nobody once something else is in its place', async () => {
    const request: Carrier = {}
    keepAuth(request, await authenticated(request))
    for (const other of [undefined, {}, { ...(request.auth as object) }]) {
      request.auth = other
      expect(contextOf(request)).toBeUndefined()
    }
  })

  it('is that of the last one that authenticated', async () => {
    const request: Carrier = {}
    const [first, second] = [await authenticated(request), await authenticated(request)]
    keepAuth(request, first)
    keepAuth(request, second)
    expect(contextOf(request)).toBe(second)
    expect(request.auth).toBe(second.auth)
  })
})
