import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ConfigError, type Verifier } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { tokenRequest, withAuthorization } from '../support/token-request.js'
import { createWorld, type World } from '../support/world.js'

const HOOK = Symbol.for('countersign.test-identity')
const BRAND = Symbol.for('countersign.test-kit')

// Another file of this process may have a test kit at work.
const before = Object.getOwnPropertyDescriptor(globalThis, HOOK)

let world: World
let verifier: Verifier

/** A test kit is at work as soon as it listens here. */
const AT_WORK = 'countersign.test-kit'
const listener = (): void => undefined

beforeAll(async () => {
  subscribe(AT_WORK, listener)
  delete (globalThis as { [HOOK]?: unknown })[HOOK]
  world = await createWorld()
  verifier = world.verifier()
})
afterEach(() => {
  vi.unstubAllEnvs()
  delete (globalThis as { [HOOK]?: unknown })[HOOK]
  delete (Object.prototype as { [HOOK]?: unknown })[HOOK]
})
afterAll(async () => {
  unsubscribe(AT_WORK, listener)
  if (before) Object.defineProperty(globalThis, HOOK, before)
  await world.close()
})

function install(value: unknown): void {
  Object.defineProperty(globalThis, HOOK, { value, configurable: true })
}

const branded = (hook: () => unknown, version: unknown = 1): (() => unknown) =>
  Object.assign(hook, { [BRAND]: version })

const alice = { claims: { sub: 'alice' } }

async function failureOf(verification: Promise<unknown>): Promise<unknown> {
  return verification.then(
    () => 'authenticated',
    (error: unknown) => error,
  )
}

const anonymous = (): Promise<unknown> => failureOf(verifier.verifyRequest(tokenRequest()))

describe('a hook of a test kit', () => {
  it('says who a request comes from', async () => {
    install(branded(() => alice))
    const auth = await verifier.verifyRequest(tokenRequest())
    expect(auth.subject).toBe('alice')
    // A bare token has no request that a test could have started.
    expect((await refusalOf(verifier.verifyToken(auth.token))).reason).toBe('opaque_token')
  })

  it('leaves requests alone that it knows nothing of', async () => {
    install(branded(() => undefined))
    expect((await refusalOf(verifier.verifyRequest(tokenRequest()))).reason).toBe(
      'missing_credentials',
    )
    const authorization = `Bearer ${await world.provider.token({ sub: 'bob' })}`
    const auth = await verifier.verifyRequest(withAuthorization(authorization))
    expect(auth.subject).toBe('bob')
  })

  it('cannot be installed by polluting a prototype', async () => {
    const prototype = Object.prototype as { [HOOK]?: unknown }
    prototype[HOOK] = branded(() => alice)
    expect((globalThis as { [HOOK]?: unknown })[HOOK]).toBeTypeOf('function')
    expect((await refusalOf(verifier.verifyRequest(tokenRequest()))).reason).toBe(
      'missing_credentials',
    )
  })

  it.each<[what: string, value: unknown]>([
    ['an object', alice],
    ['null', null],
    ['a function that anybody could have put there', () => alice],
    ['one of another version', branded(() => alice, 2)],
    ['one whose mark is inherited', Object.create(branded(() => alice)) as unknown],
    ['one whose mark is of a prototype', inheriting(() => alice)],
  ])('lets nobody in that is %s', async (_what, value) => {
    install(value)
    expect(await anonymous()).toBeInstanceOf(ConfigError)
  })

  it.each<[what: string, returned: unknown]>([
    ['null', null],
    ['true', true],
    ['a name', 'alice'],
    ['a list', [alice]],
    ['a promise', Promise.resolve(alice)],
    ['no claims', {}],
    ['claims that are null', { claims: null }],
    ['claims that are a list', { claims: [] }],
    ['what it inherits', Object.create(alice)],
    ['more than it may', { ...alice, token: 'x' }],
    ['scopes as a text', { ...alice, scopes: 'read' }],
    ['scopes that are none', { ...alice, scopes: [1] }],
    ['an empty issuer', { ...alice, issuer: '' }],
  ])('lets nobody in that returns %s', async (_what, returned) => {
    install(branded(() => returned))
    expect(await anonymous()).toBeInstanceOf(ConfigError)
  })

  it('lets nobody in by members that a prototype was polluted with', async () => {
    const prototype = Object.prototype as { claims?: unknown }
    prototype.claims = { sub: 'mallory' }
    try {
      install(branded(() => ({})))
      expect(await anonymous()).toBeInstanceOf(ConfigError)
    } finally {
      delete prototype.claims
    }
  })

  it('lets nobody in when it throws', async () => {
    install(
      branded(() => {
        throw new RangeError('broken')
      }),
    )
    expect(await anonymous()).toBeInstanceOf(RangeError)
  })

  it.each(['production', 'Production', ' production '])(
    'fails every request where NODE_ENV is "%s"',
    async (environment) => {
      install(branded(() => undefined))
      vi.stubEnv('NODE_ENV', environment)
      const authorization = `Bearer ${await world.provider.token()}`
      const failures = [await anonymous()]
      failures.push(await failureOf(verifier.verifyRequest(withAuthorization(authorization))))
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(ConfigError)
        expect(String(failure)).toContain('production')
      }
    },
  )
})

/** A function whose prototype has the mark. */
function inheriting(hook: () => unknown): unknown {
  return Object.setPrototypeOf(
    hook,
    branded(() => undefined),
  )
}
