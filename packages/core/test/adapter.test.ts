import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  authenticateAtOnce,
  authenticateRequest,
  authenticationOf,
  authorizeRequest,
  checkAuthenticateOptions,
  onePolicy,
  distinctHeaders,
  type AuthContext,
  type AuthenticateOptions,
} from '../src/adapter.js'
import {
  CHANNELS,
  scopes,
  type Policy,
  type RefusedMessage,
  type TokenRequest,
  type Verifier,
} from '../src/index.js'
import { configErrorOf, refusalOf } from './support/outcome.js'
import { recordChannel } from './support/recorded-channel.js'
import { tokenRequest, withAuthorization } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

let world: World
let verifier: Verifier
let good: TokenRequest

beforeAll(async () => {
  world = await createWorld()
  verifier = world.verifier()
  good = withAuthorization(`Bearer ${await world.provider.token()}`)
})
afterAll(() => world.close())

const optional = { optional: true }

const nobody = (): Promise<AuthContext> => authenticateRequest(verifier, tokenRequest(), optional)

describe('checkAuthenticateOptions', () => {
  it.each([undefined, {}, { optional: true }, { optional: false }, { optional: undefined }])(
    'takes %j',
    (options) => {
      const check = (): void => checkAuthenticateOptions(verifier, options as AuthenticateOptions)
      expect(check).not.toThrow()
    },
  )

  it.each([undefined, null, {}, 'verifier', { verifyRequest: true }])(
    'refuses %j for a verifier',
    (value) => {
      const problem = configErrorOf(() => checkAuthenticateOptions(value))
      expect(problem.option).toBe('verifier')
      expect(problem.message).toMatch(/must be what createVerifier\(\) returned/)
    },
  )

  it.each<[unknown, string]>([
    [{ optional: 'yes' }, 'optional'],
    [{ optional: 1 }, 'optional'],
    [{ optional: null }, 'optional'],
    [{ required: false }, 'required'],
    [null, 'options'],
    [true, 'options'],
    ['optional', 'options'],
    [[], 'options'],
  ])('refuses %j for options', (options, option) => {
    const check = (): void => checkAuthenticateOptions(verifier, options as AuthenticateOptions)
    expect(configErrorOf(check).option).toBe(option)
  })
})

describe('onePolicy', () => {
  it('takes a policy, and nothing that would let everyone pass', () => {
    const policy = scopes('a')
    expect(onePolicy([policy])).toBe(policy)
    for (const value of [undefined, null, 'admin', scopes, [scopes('a')]]) {
      expect(configErrorOf(() => onePolicy([value as never])).option).toBe('authorize')
    }
  })

  it('takes no second one, which nobody would look at', () => {
    const two = [scopes('a'), scopes('b')] as unknown as [Policy]
    expect(configErrorOf(() => onePolicy(two)).message).toContain('allOf()')
    expect(configErrorOf(() => onePolicy([] as unknown as [Policy])).option).toBe('authorize')
  })
})

describe('authenticateRequest', () => {
  it('finds out who it is', async () => {
    const context = await authenticateRequest(verifier, good)
    expect(context).toMatchObject({ verifier, request: good, refusal: undefined })
    expect(context.auth?.subject).toBe('u1')
    expect(context.responseHeaders).toEqual({})
  })

  it('says what the answer has to carry', async () => {
    const lenient = world.verifier({ sources: { query: true } })
    const url = `/r?access_token=${await world.provider.token()}`
    const context = await authenticateRequest(lenient, tokenRequest({ url }))
    expect(context.responseHeaders).toEqual({ 'Cache-Control': 'private' })
  })

  it('lets absent credentials pass where they are optional, and remembers the refusal', async () => {
    const context = await authenticateRequest(verifier, tokenRequest(), optional)
    expect(context).toMatchObject({ auth: undefined, responseHeaders: {} })
    expect(context.refusal).toMatchObject({ status: 401, reason: 'missing_credentials' })
  })

  it('lets absent credentials pass nowhere else', async () => {
    for (const options of [undefined, {}, { optional: false }]) {
      const { reason } = await refusalOf(authenticateRequest(verifier, tokenRequest(), options))
      expect(reason).toBe('missing_credentials')
    }
  })

  it.each<[string, Partial<TokenRequest>]>([
    ['unsupported_scheme', { headers: { authorization: 'Basic dTpw' } }],
    ['malformed_credentials', { headers: { authorization: 'Bearer' } }],
    ['opaque_token', { headers: { authorization: 'Bearer opaque' } }],
    ['disabled_source', { url: '/?access_token=a' }],
    ['insecure_transport', { headers: { authorization: 'Bearer a' }, secure: false }],
  ])('never lets bad credentials pass: %s', async (reason, changes) => {
    const outcome = authenticateRequest(verifier, tokenRequest(changes), optional)
    expect((await refusalOf(outcome)).reason).toBe(reason)
  })

  it('does not take an outage for absent credentials', async () => {
    const away = world.verifier({
      issuer: 'http://127.0.0.1:9',
      keys: new URL('http://127.0.0.1:9'),
    })
    const token = world.provider.sign({ payload: { iss: 'http://127.0.0.1:9' } })
    const outcome = authenticateRequest(away, withAuthorization(`Bearer ${token}`), optional)
    expect((await refusalOf(outcome)).status).toBe(503)
  })

  it('passes on what is no AuthError', async () => {
    const broken = { ...verifier, verifyRequest: () => Promise.reject(new Error('broken')) }
    await expect(authenticateRequest(broken, good, optional)).rejects.toThrow('broken')
  })

  it('is done at once where nothing has to be waited for, and rejects where it is refused', async () => {
    const context = authenticateAtOnce(verifier, good)
    expect(context).not.toBeInstanceOf(Promise)
    expect(await context).toMatchObject({ verifier, request: good, auth: { scheme: 'Bearer' } })
    const refused = authenticateAtOnce(verifier, tokenRequest())
    expect(refused).toBeInstanceOf(Promise)
    await expect(refused).rejects.toMatchObject({ reason: 'missing_credentials' })
  })

  it('calls the function that an application has put in the place of `verifyRequest`', async () => {
    const calls: unknown[] = []
    const traced = {
      ...verifier,
      verifyRequest(request: TokenRequest) {
        calls.push(request)
        return verifier.verifyRequest(request)
      },
    }
    // As tools that wrap functions do.
    Object.assign(
      Reflect.get(traced, 'verifyRequest') as object,
      Reflect.get(verifier, 'verifyRequest') as object,
    )
    const { auth } = await authenticateAtOnce(traced, good)
    expect([auth?.scheme, calls]).toEqual(['Bearer', [good]])
  })

  it('rejects, and does not throw, where such a function throws', async () => {
    const broken = {
      ...verifier,
      verifyRequest() {
        throw new Error('broken')
      },
    }
    await expect(authenticateAtOnce(broken, good)).rejects.toThrow('broken')
  })

  it('does not verify again what the same verifier has verified', async () => {
    const earlier = await authenticateRequest(verifier, good)
    // Verified again, this request would be refused.
    expect(await authenticateRequest(verifier, tokenRequest(), {}, earlier)).toBe(earlier)
  })

  it('verifies anew for another verifier', async () => {
    const earlier = await authenticateRequest(verifier, good)
    const other = world.verifier({ audience: 'urn:other' })
    const outcome = authenticateRequest(other, good, {}, earlier)
    expect((await refusalOf(outcome)).reason).toBe('wrong_audience')
  })

  it('verifies anew where nobody was found: now somebody may be needed', async () => {
    const earlier = await authenticateRequest(verifier, tokenRequest(), optional)
    const outcome = authenticateRequest(verifier, tokenRequest(), {}, earlier)
    expect((await refusalOf(outcome)).reason).toBe('missing_credentials')
  })
})

describe('authenticationOf', () => {
  it('is who it was', async () => {
    const context = await authenticateRequest(verifier, good)
    expect(authenticationOf(context)).toBe(context.auth)
    expect(authenticationOf(context, verifier)).toBe(context.auth)
    expect(authenticationOf(context, verifier, optional)).toBe(context.auth)
  })

  it('throws the challenge where nobody came and somebody is needed', async () => {
    const context = await nobody()
    expect(() => authenticationOf(context, verifier)).toThrow(context.refusal)
    expect(context.refusal?.headers).toHaveProperty('WWW-Authenticate')
    expect(authenticationOf(context, verifier, optional)).toBeUndefined()
  })

  it('refuses everyone where nothing ever authenticated', () => {
    const problem = configErrorOf(() => authenticationOf(undefined))
    expect(problem.option).toBe('authenticate')
    expect(configErrorOf(() => authenticationOf(undefined, verifier, optional))).toBeDefined()
  })

  it('refuses everyone where another verifier authenticated', async () => {
    const context = await authenticateRequest(verifier, good)
    const other = world.verifier()
    expect(configErrorOf(() => authenticationOf(context, other)).option).toBe('verifier')
    expect(configErrorOf(() => authenticationOf(context, other, optional)).option).toBe('verifier')
  })
})

describe('the channel of refusals', () => {
  it('is not told of absent credentials that may be absent, until somebody needs them', async () => {
    const refused = recordChannel<RefusedMessage>(CHANNELS.refused)
    const context = await nobody()
    expect(authenticationOf(context, verifier, optional)).toBeUndefined()
    expect(refused.messages).toEqual([])
    expect(() => authenticationOf(context)).toThrow(context.refusal)
    await refusalOf(authenticateRequest(verifier, tokenRequest()))
    const reasons = refused.messages.map(({ reason }) => reason)
    expect(reasons).toEqual(['missing_credentials', 'missing_credentials'])
    refused.close()
  })

  it('is told of bad credentials once, wherever they are refused', async () => {
    const refused = recordChannel<RefusedMessage>(CHANNELS.refused)
    const bad = withAuthorization('Bearer opaque')
    await refusalOf(authenticateRequest(verifier, bad))
    await refusalOf(authenticateRequest(verifier, bad, optional))
    const reasons = refused.messages.map(({ reason }) => reason)
    expect(reasons).toEqual(['opaque_token', 'opaque_token'])
    refused.close()
  })
})

describe('authorizeRequest', () => {
  it('checks a policy, with the request', async () => {
    const context = await authenticateRequest(verifier, good)
    await expect(authorizeRequest(context, scopes('read'))).resolves.toBeUndefined()
    const refusal = await refusalOf(authorizeRequest(context, scopes('write')))
    expect(refusal).toMatchObject({ status: 403, reason: 'insufficient_scope' })
    const evaluate = vi.fn<() => undefined>()
    await authorizeRequest(context, { description: 'custom', evaluate })
    expect(evaluate).toHaveBeenCalledWith(expect.objectContaining({ request: good }))
  })

  it('throws the challenge where nobody came', async () => {
    const context = await nobody()
    expect(await refusalOf(authorizeRequest(context, scopes('read')))).toBe(context.refusal)
  })

  it('refuses everyone where nothing ever authenticated', async () => {
    await expect(authorizeRequest(undefined, scopes('read'))).rejects.toMatchObject({
      name: 'ConfigError',
      option: 'authenticate',
    })
  })
})

describe('distinctHeaders', () => {
  it('are what Node says, where it says it', () => {
    const headersDistinct = { authorization: ['a'] }
    expect(distinctHeaders({ rawHeaders: [], headersDistinct })).toBe(headersDistinct)
  })

  it('are made of the raw ones otherwise, every line of them', () => {
    const rawHeaders = ['Authorization', 'a', 'authorization', 'b', '__proto__', 'c', 'odd']
    const distinct = distinctHeaders({ rawHeaders })
    expect(Object.entries(distinct)).toEqual([
      ['authorization', ['a', 'b']],
      ['__proto__', ['c']],
    ])
  })
})
