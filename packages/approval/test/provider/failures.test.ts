import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { memoryApprovalState } from '../../src/state/memory-approval-state.js'
import { world } from './support/world.js'

const UNAVAILABLE = {
  error: 'temporarily_unavailable',
  error_description: 'The server cannot answer now',
}

describe('what fails here', () => {
  it('is no fault of the client: the desk cannot ask, and nothing is kept of the request', async () => {
    const kept = new Map<string, string>()
    const state = memoryApprovalState()
    const set = state.set.bind(state)
    const remove = state.remove.bind(state)
    state.set = async (key, value, ttl) => {
      kept.set(key, value)
      return set(key, value, ttl)
    }
    state.remove = async (keys) => {
      for (const key of keys) kept.delete(key)
      return remove(keys)
    }
    const { app, directory, failures } = await world({ state })
    directory.before = () => {
      throw new Error('no connection to postgres://owner:secret@10.0.0.7')
    }
    const { status, headers, json } = await app.ask()
    expect([status, json, headers.get('retry-after')]).toEqual([503, UNAVAILABLE, '1'])
    expect([...kept.keys()].filter((key) => key.includes('Backchannel'))).toEqual([])
    expect(failures).toEqual([
      expect.objectContaining({ type: 'failed', part: 'backchannel', error: expect.any(String) }),
    ])
    directory.before = () => undefined
    expect((await app.ask()).status).toBe(200)
  })

  it('leaves no request to answer that no client waits for: the history cannot be written', async () => {
    const { app, directory } = await world()
    const add = directory.history.add.bind(directory.history)
    directory.history.add = async () => Promise.reject(new Error('the disk is full'))
    expect((await app.ask()).status).toBe(503)
    expect(directory.all.size).toBe(0)
    directory.history.add = add
    expect((await app.ask()).status).toBe(200)
    expect(directory.all.size).toBe(1)
  })

  it.each([
    ['get', [503, 503, 503]],
    ['set', [503, 400, 400]],
    ['add', [503, 503, 503]],
    ['count', [503, 503, 400]],
    ['linked', [200, 400, 503]],
  ] as const)('is no fault of the client: the state cannot %s', async (step, expected) => {
    const state = memoryApprovalState()
    const { app, directory } = await world({ state })
    directory.codes.set('u-bob', 'sesame')
    const { json: asked } = await app.ask()
    state[step] = async () => Promise.reject(new Error('redis://secret@10.0.0.8 is away'))
    const answers = [
      await app.ask({ login_hint: 'bob', user_code: 'sesame' }),
      await app.ask({ login_hint: 'nobody' }),
      await app.poll(asked['auth_req_id']),
    ]
    expect(answers.map(({ status }) => status)).toEqual(expected)
    for (const { json } of answers.filter(({ status }) => status === 503)) {
      expect(json).toEqual(UNAVAILABLE)
    }
  })

  it('is no fault of the client: nobody can say who there is', async () => {
    const { app } = await world({
      people: { find: async () => Promise.reject(new Error('ldap is away')) },
    })
    const { status, json } = await app.ask()
    expect([status, json]).toEqual([503, UNAVAILABLE])
  })

  it('is no fault of the client: the person is gone when the token is fetched', async () => {
    const there = new Set(['u-alice'])
    const { app, approve } = await world({
      people: { get: (subject) => (there.has(subject) ? { subject } : undefined) },
    })
    const { json: asked } = await app.ask()
    await approve()
    there.clear()
    expect((await app.poll(asked['auth_req_id'])).json['error']).toBe('invalid_grant')
  })

  it('is told of, and does not stop the rest: the revocation list is away', async () => {
    const { app, approve, directory, failures } = await world({
      client: { refreshTokens: true },
      settings: { revocation: { revoke: async () => Promise.reject(new Error('list is away')) } },
    })
    const { json: asked } = await app.ask({ scope: 'openid orders:read offline_access' })
    const id = await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    const token = String(json['refresh_token'])
    await app.post('/token/revocation', { ...(await app.credentials()), token })
    expect(directory.all.get(id)?.stoppedAt).toBeDefined()
    expect(failures.map(({ part }) => part)).toEqual(['withdrawal'])
  })
})

describe('what leads to a token', () => {
  it.each(['person', 'grant', 'record'] as const)(
    'is not used up where the %s cannot be had: who comes again gets the token',
    async (what) => {
      let isAway = false
      const fail = (): void => {
        if (isAway) throw new Error('it is away')
      }
      const state = memoryApprovalState()
      const get = state.get.bind(state)
      state.get = async (names) => {
        if (what === 'grant' && names.some((name) => name.startsWith('oidc:Grant:'))) fail()
        return get(names)
      }
      const { app, approve, directory } = await world({
        state,
        client: { refreshTokens: true },
        people: {
          get: (subject) => {
            if (what === 'person') fail()
            return { subject }
          },
        },
      })
      directory.before = (step) => {
        if (what === 'record' && step === 'issued') fail()
      }
      const { json: asked } = await app.ask({ scope: 'openid orders:read offline_access' })
      await approve()
      isAway = true
      const early = [await app.poll(asked['auth_req_id']), await app.poll(asked['auth_req_id'])]
      expect(early.map(({ json }) => json)).toEqual([UNAVAILABLE, UNAVAILABLE])
      isAway = false
      const { status, json } = await app.poll(asked['auth_req_id'])
      expect(status).toBe(200)
      expect((await app.poll(asked['auth_req_id'])).json['error']).toBe('invalid_grant')

      isAway = true
      expect((await app.refresh(json['refresh_token'])).status).toBe(503)
      isAway = false
      expect((await app.refresh(json['refresh_token'])).status).toBe(200)
      expect((await app.refresh(json['refresh_token'])).json['error']).toBe('invalid_grant')
    },
  )

  it('stays used, whoever cannot be told whether it is', async () => {
    const state = memoryApprovalState()
    const { app, approve } = await world({ state })
    const { json: asked } = await app.ask()
    await approve()
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
    const add = state.add.bind(state)
    state.add = async (key, value, ttl) => {
      const isFirst = await add(key, value, ttl)
      if (key.includes(':used:')) throw new Error('the answer was lost')
      return isFirst
    }
    expect((await app.poll(asked['auth_req_id'])).status).toBe(503)
    state.add = add
    expect((await app.poll(asked['auth_req_id'])).json['error']).toBe('invalid_grant')
  })

  it('is not used up by a request for the wrong resource', async () => {
    const { app, approve } = await world()
    const { json: asked } = await app.ask()
    await approve()
    const resource = 'https://mail.example.com'
    const { json } = await app.poll(asked['auth_req_id'], { resource })
    expect(json['error']).toBe('invalid_target')
    expect((await app.poll(asked['auth_req_id'])).status).toBe(200)
  })

  it('ends for both of two who use a refresh token at once, and their tokens, too', async () => {
    const { app, approve, directory, revoked } = await world({ client: { refreshTokens: true } })
    const { json: asked } = await app.ask({ scope: 'openid orders:read offline_access' })
    const id = await approve()
    const { json } = await app.poll(asked['auth_req_id'])
    // Both have found it before one of them uses it.
    const get = directory.approvals.get.bind(directory.approvals)
    const arrived = new EventEmitter()
    const both = once(arrived, 'second')
    let waiting = 0
    directory.approvals.get = async (one) => {
      waiting += 1
      if (waiting === 2) arrived.emit('second')
      await both
      return get(one)
    }
    const answers = await Promise.all([
      app.refresh(json['refresh_token']),
      app.refresh(json['refresh_token']),
    ])
    const good = answers.filter(({ status }) => status === 200)
    expect(good.length).toBeLessThanOrEqual(1)
    expect(revoked).toContainEqual(expect.objectContaining({ grantId: id }))
    expect(directory.all.get(id)?.stoppedAt).toBeDefined()
    for (const { json: more } of good) {
      expect((await app.refresh(more['refresh_token'])).json['error']).toBe('invalid_grant')
    }
  })

  it.each([
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['another grant type', { grant_type: 'authorization_code' }, 'unsupported_grant_type'],
    ['a password', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no request', { auth_req_id: undefined }, 'invalid_request'],
  ])('is asked for with %s in vain', async (_what, changes, error) => {
    const { app } = await world()
    const { status, json } = await app.poll('x', changes)
    expect([status, json['error']]).toEqual([400, error])
  })
})
