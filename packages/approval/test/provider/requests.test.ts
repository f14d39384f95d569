import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { device } from './support/directory-in-memory.js'
import { answerOf, ASSERTION_TYPE, TestClient } from './support/test-client.js'
import { world } from './support/world.js'

const JSON_NO_STORE = { 'content-type': 'application/json', 'cache-control': 'no-store' }

describe('the backchannel endpoint', () => {
  it('CIBA-01 answers with an auth_req_id, its life and the interval', async () => {
    const { app } = await world()
    const { status, headers, json } = await app.ask()
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject(JSON_NO_STORE)
    expect(json).toEqual({
      auth_req_id: expect.any(String),
      expires_in: 120,
      interval: 5,
      matching_number: expect.stringMatching(/^\d\d$/),
    })
  })

  it('leaves the number out where number matching is off', async () => {
    const { app } = await world({ settings: { numberMatching: false } })
    expect((await app.ask()).json).not.toHaveProperty('matching_number')
  })

  it('CIBA-02 makes ids that nobody guesses, and each once', { timeout: 120_000 }, async () => {
    const { app, directory } = await world({ people: { find: (subject) => ({ subject }) } })
    const ids: unknown[] = []
    for (let batch = 0; batch < 20; batch += 1) {
      const asked = Array.from({ length: 50 }, async () => {
        const subject = randomUUID()
        directory.devicesOf.set(subject, [device(subject)])
        return (await app.ask({ login_hint: subject })).json['auth_req_id']
      })
      ids.push(...(await Promise.all(asked)))
    }
    expect(new Set(ids).size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._-]{22,}$/)
  })

  it('keeps what the client has sent of itself to itself: no hint, no user code, no assertion', async () => {
    const { app, directory, context } = await world()
    directory.codes.set('u-alice', 'opensesame')
    const kept: string[] = []
    const set = context.state.set.bind(context.state)
    context.state.set = async (key, value, ttl) => {
      kept.push(value)
      return set(key, value, ttl)
    }
    const { status } = await app.ask({ user_code: 'opensesame', login_hint: 'alice' })
    expect(status).toBe(200)
    expect(kept.join()).not.toMatch(/opensesame|client_assertion|"login_hint"/)
  })

  it.each([
    ['none', {}],
    ['two', { login_hint: 'alice', login_hint_token: 'x' }],
    ['three', { login_hint: 'alice', login_hint_token: 'x', id_token_hint: 'y' }],
    ['an empty one', { login_hint: '' }],
  ])('CIBA-04 refuses a request with hints: %s', async (_many, hints) => {
    const { app } = await world()
    const { status, json } = await app.ask({ login_hint: undefined, ...hints })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it.each([
    ['no scope', undefined, 'invalid_request'],
    ['no openid', 'orders:read', 'invalid_request'],
    ['openid alone, which grants nothing', 'openid', 'invalid_scope'],
    ['an unknown one', 'openid orders:burn', 'invalid_scope'],
    ['one that the client does not have', 'openid orders:admin', 'invalid_scope'],
    ['one of another resource', 'openid mail:read', 'invalid_scope'],
    [
      'refresh tokens, which the client may not have',
      'openid orders:read offline_access',
      'invalid_scope',
    ],
    ['a name that objects have', 'openid __proto__', 'invalid_scope'],
    ['two spaces', 'openid  orders:read', 'invalid_scope'],
  ])('CIBA-05 refuses scopes: %s', async (_what, scope, error) => {
    const { app } = await world()
    const { status, json } = await app.ask({ scope })
    expect([status, json['error']]).toEqual([400, error])
  })

  it('CIBA-09 refuses a client that may ask for nothing', async () => {
    const { client } = await world()
    const nothing = await client({ clientId: 'nothing', scopes: [] })
    const { status, json } = await nothing.ask()
    expect([status, json['error']]).toEqual([400, 'unauthorized_client'])
  })

  it('CIBA-10 tells a client that it was blocked', async () => {
    const { app, directory } = await world()
    await directory.blocks.add('u-alice', 'app', undefined, Date.now())
    const { status, json, headers } = await app.ask()
    expect([status, json['error']]).toEqual([403, 'access_denied'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(directory.all.size).toBe(0)
  })

  it('refuses a second request to the same person while one waits', async () => {
    const { app } = await world()
    await app.ask()
    const { status, json, headers } = await app.ask()
    expect([status, json['error']]).toEqual([429, 'slow_down'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('CIBA-11 takes nothing but a form that is posted', async () => {
    const { issuer, app } = await world()
    const url = `${issuer}/backchannel`
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers, json } = await answerOf(await fetch(url, { method }))
      expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST'])
      expect(json['error']).toBe('invalid_request')
    }
    const params = {
      ...(await app.credentials()),
      scope: 'openid orders:read',
      login_hint: 'alice',
    }
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(params)
    const { status, json } = await answerOf(await fetch(url, { method: 'POST', headers, body }))
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it.each(['login_hint', 'scope', 'binding_message', 'client_assertion', 'unknown'])(
    'CIBA-11 refuses %s twice',
    async (name) => {
      const { issuer, app } = await world()
      const params = {
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: await app.assertion(),
        scope: 'openid orders:read',
        login_hint: 'alice',
      }
      const body = new URLSearchParams(params)
      body.append(name, body.get(name) ?? 'x')
      if (name === 'binding_message' || name === 'unknown') body.append(name, 'x')
      const { status, json } = await answerOf(
        await fetch(`${issuer}/backchannel`, { method: 'POST', body }),
      )
      expect([status, json['error']]).toEqual([400, 'invalid_request'])
    },
  )

  it('CIBA-12 takes a shorter life that the client asks for, and no longer one', async () => {
    const { app, client } = await world()
    expect((await app.ask({ requested_expiry: '60' })).json['expires_in']).toBe(60)
    const other = await client({ clientId: 'other' })
    expect((await other.ask({ requested_expiry: '600' })).json['expires_in']).toBe(120)
  })

  it.each(['0', '-1', '1.5', 'abc', ' 60', '0x10', '1e2', '9999999999'])(
    'CIBA-12 refuses the life %j',
    async (requested_expiry) => {
      const { app } = await world()
      const { status, json } = await app.ask({ requested_expiry })
      expect([status, json['error']]).toEqual([400, 'invalid_request'])
    },
  )

  it.each([
    ['201 characters', 'a'.repeat(201)],
    ['101 characters', 'é'.repeat(101)],
    ['a line break', 'pay\nnow'],
    ['a control character', 'pay\u0007'],
    ['a turn of direction', 'pay \u202Etxt.exe'],
    ['an isolate', '\u2066pay\u2069'],
    ['a zero-width space', 'pay\u200Bnow'],
    ['a zero-width joiner', 'pay\u200Dnow'],
    ['a byte order mark', '\uFEFFpay'],
    ['a no-break space', 'pay\u00A0now'],
    ['two spaces', 'pay  now'],
    ['a space at the end', 'pay '],
    ['private use', 'pay \uE000'],
    ['what is not assigned', 'pay \u0378'],
    ['a heap of marks', 'pay a\u0300\u0301\u0302\u0303'],
    ['a letter that is blank', 'pay \u3164'],
    ['a line separator', 'pay\u2028now'],
  ])('CIBA-08 refuses a binding message with %s', async (_what, message) => {
    const { app, directory } = await world()
    const { status, json } = await app.ask({ binding_message: message })
    expect([status, json['error']]).toEqual([400, 'invalid_binding_message'])
    expect(directory.all.size).toBe(0)
  })

  it.each(['W4SCT', 'Zahlung 12,50 €', '注文 17', 'e\u0301te\u0301', 'طلب ١٧'])(
    'shows the binding message %j, composed',
    async (message) => {
      const { app, directory } = await world()
      expect((await app.ask({ binding_message: message })).status).toBe(200)
      const [approval] = directory.all.values()
      expect(approval?.wish.bindingMessage).toBe(message.normalize('NFC'))
    },
  )

  it('tells the desk who asks, for what, and from where', async () => {
    const { app, directory } = await world()
    await app.post(
      '/backchannel',
      {
        ...(await app.credentials()),
        scope: 'openid orders:write orders:read orders:read',
        resource: 'https://orders.example.com',
        login_hint: 'alice',
        binding_message: 'W4SCT',
      },
      { 'user-agent': 'Till/7' },
    )
    const [approval] = directory.all.values()
    expect(approval).toMatchObject({
      subject: 'u-alice',
      clientId: 'app',
      origin: { userAgent: 'Till/7', address: expect.any(String), network: expect.any(String) },
      wish: {
        scopes: ['orders:write', 'orders:read'],
        resource: 'https://orders.example.com',
        lifetime: 300,
        authorizationDetails: [],
        bindingMessage: 'W4SCT',
        offline: false,
      },
    })
  })

  it.each([
    ['none', undefined],
    ['an unknown one', 'https://other.example.com'],
    ['the same with a slash', 'https://orders.example.com/'],
    ['in capitals', 'https://ORDERS.example.com'],
    ['no URL', 'orders'],
  ])('refuses a resource: %s', async (_what, resource) => {
    const { app } = await world()
    const { status, json } = await app.ask({ resource })
    expect([status, json['error']]).toEqual([400, 'invalid_target'])
  })

  it('refuses two resources', async () => {
    const { issuer, app } = await world({ client: { scopes: ['orders:read', 'mail:read'] } })
    const { client_assertion: assertion } = await app.credentials()
    const body = new URLSearchParams([
      ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      ['client_assertion', String(assertion)],
      ['scope', 'openid orders:read'],
      ['login_hint', 'alice'],
      ['resource', 'https://orders.example.com'],
      ['resource', 'https://mail.example.com'],
    ])
    const { status, json } = await answerOf(
      await fetch(`${issuer}/backchannel`, { method: 'POST', body }),
    )
    expect([status, json['error']]).toEqual([400, 'invalid_target'])
  })

  it('refuses a scope of another resource, although the client has it', async () => {
    const { app } = await world({ client: { scopes: ['orders:read', 'mail:read'] } })
    const { status, json } = await app.ask({ scope: 'openid orders:read mail:read' })
    expect([status, json['error']]).toEqual([400, 'invalid_scope'])
  })

  it('refuses a resource that the client may not use', async () => {
    const { app } = await world({
      client: { scopes: ['orders:read', 'mail:read'], resources: ['https://mail.example.com'] },
    })
    const { status, json } = await app.ask()
    expect([status, json['error']]).toEqual([400, 'invalid_target'])
  })

  it('refuses parameters that would say more than the owner sees', async () => {
    const { app } = await world()
    const { status, json } = await app.ask({ request_context: '{"x":1}' })
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })

  it('answers 413 to a body of more than 64 KiB', async () => {
    const { app, issuer } = await world()
    const { status } = await app.ask({ binding_message: 'x'.repeat(66_000) })
    expect(status).toBe(413)
    const client = await TestClient.make(issuer)
    expect((await client.ask({ binding_message: 'x'.repeat(60_000) })).status).toBe(400)
  })
})
