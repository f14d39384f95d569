import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inMemory, inRedis } from './states.js'
import { startWorld, type Answer } from './world.js'

const usesOf = (answers: readonly Answer[]): readonly unknown[] =>
  answers.map(({ status, body }) =>
    status === 200 ? 'token' : `${status} ${String(body['error'])}`,
  )

const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000)

describe.each([
  ['in memory', () => inMemory],
  ['in Redis', inRedis],
])('what a provider has under way, %s', (_name, prepare) => {
  const states = prepare()

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it('is answered at one instance, and fetched at another', async () => {
    const { ask, approve, poll } = await startWorld(states())
    const id = await ask()
    expect(await poll(id, { instance: 1 })).toMatchObject({
      status: 400,
      body: { error: 'authorization_pending' },
    })
    await approve(id, 1)
    const { status, body } = await poll(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'DPoP', scope: 'read' })
  })

  it('gives one token for twenty polls at once, and leaves that one its grant', async () => {
    const { ask, approve, poll, providerOf } = await startWorld(states())
    for (let round = 0; round < 3; round++) {
      const id = await ask()
      const grantId = await approve(id)
      const polls = Array.from({ length: 20 }, async (_, at) => poll(id, { instance: at % 2 }))
      const uses = usesOf(await Promise.all(polls))
      expect(uses.filter((one) => one === 'token')).toHaveLength(1)
      expect(uses.filter((one) => one === '400 invalid_grant')).toHaveLength(19)
      expect(await providerOf(1).Grant.find(grantId)).toBeDefined()
    }
  })

  it('withdraws the grant of a request that is polled long after it was used', async () => {
    const { ask, approve, poll, providerOf } = await startWorld(states())
    const id = await ask()
    const grantId = await approve(id)
    expect((await poll(id)).status).toBe(200)
    const revoked: unknown[] = []
    providerOf(1).on('grant.revoked', (_ctx, which) => revoked.push(which))
    pass(40)
    expect(usesOf([await poll(id, { instance: 1 })])).toEqual(['400 invalid_grant'])
    expect(revoked).toEqual([grantId])
    expect(await providerOf(0).Grant.find(grantId)).toBeUndefined()
  })

  it('is not good again when it is saved again after its use', async () => {
    const { ask, approve, poll, providerOf } = await startWorld(states())
    const id = await ask()
    await approve(id)
    const asBefore = await providerOf(1).BackchannelAuthenticationRequest.find(id)
    expect((await poll(id)).status).toBe(200)
    await asBefore?.save()
    expect(usesOf([await poll(id)])).toEqual(['400 invalid_grant'])
    await approve(id, 1)
    expect(usesOf([await poll(id, { instance: 1 })])).toEqual(['400 invalid_grant'])
  })

  it('tells late pollers that it has ended, and forgets it then', async () => {
    const { ask, approve, poll, providerOf } = await startWorld(states())
    const [id, approved] = [await ask(60), await ask(60)]
    await approve(approved)
    pass(59)
    expect(usesOf([await poll(id)])).toEqual(['400 authorization_pending'])
    pass(1)
    expect(usesOf([await poll(id), await poll(approved)])).toEqual(
      Array(2).fill('400 expired_token'),
    )
    // Somebody decides late, and the library saves that.
    pass(60)
    const { exp = 0 } =
      (await providerOf(0).BackchannelAuthenticationRequest.adapter.find(id)) ?? {}
    expect(exp).toBe(Math.floor(Date.now() / 1000) - 60)
    await approve(id, 1)
    expect(usesOf([await poll(id)])).toEqual(['400 expired_token'])
    pass(60)
    expect(usesOf([await poll(id)])).toEqual(['400 invalid_grant'])
  })

  it('keeps the mark of a use for as long as the request', async () => {
    const { ask, approve, poll, providerOf } = await startWorld(states())
    const id = await ask(60)
    await approve(id)
    expect((await poll(id)).status).toBe(200)
    const { adapter } = providerOf(1).BackchannelAuthenticationRequest
    pass(178)
    expect(await adapter.find(id)).toMatchObject({ consumed: expect.any(Number) })
    await expect(adapter.consume(id)).rejects.toMatchObject({ error: 'invalid_grant' })
    pass(3)
    expect(await adapter.find(id)).toBeUndefined()
    await expect(adapter.consume(id)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('is removed with its grant, and that of others is not', async () => {
    const { ask, approve, poll, refresh, providerOf } = await startWorld(states())
    const [first, other] = [await ask(), await ask()]
    const [grantId, kept] = [await approve(first), await approve(other)]
    const { body } = await poll(first)
    const { RefreshToken, BackchannelAuthenticationRequest } = providerOf(1)
    const refreshToken = String(body['refresh_token'])
    expect(await RefreshToken.find(refreshToken)).toBeDefined()
    await RefreshToken.revokeByGrantId(grantId)
    expect(await RefreshToken.find(refreshToken)).toBeUndefined()
    expect(usesOf([await refresh(refreshToken)])).toEqual(['400 invalid_grant'])
    await BackchannelAuthenticationRequest.revokeByGrantId(grantId)
    expect(await BackchannelAuthenticationRequest.adapter.find(first)).toBeUndefined()
    expect(await providerOf(0).Grant.find(kept)).toBeDefined()
    expect((await poll(other)).status).toBe(200)
  })

  it('lets one of two uses of a refresh token through, and ends the grant for both', async () => {
    const { ask, approve, poll, refresh } = await startWorld(states())
    const id = await ask()
    await approve(id)
    const { body } = await poll(id)
    const refreshToken = String(body['refresh_token'])
    const answers = await Promise.all(
      [0, 1, 0, 1].map(async (instance) => refresh(refreshToken, { instance })),
    )
    expect(usesOf(answers).filter((one) => one === 'token').length).toBeLessThanOrEqual(1)
    for (const { body: answer } of answers) {
      const next = answer['refresh_token']
      if (typeof next !== 'string') continue
      expect(usesOf([await refresh(next)])).toEqual(['400 invalid_grant'])
    }
  })

  it('refuses an assertion that was used, whoever is asked, and at once', async () => {
    const { ask, poll, assertion } = await startWorld(states())
    const id = await ask()
    const used = assertion()
    const polls = Array.from({ length: 20 }, async (_, at) =>
      poll(id, { instance: at % 2, assertion: used }),
    )
    const uses = usesOf(await Promise.all(polls))
    expect(uses.filter((one) => one === '400 authorization_pending')).toHaveLength(1)
    expect(uses.filter((one) => one === '401 invalid_client')).toHaveLength(19)
    // Until its end, with what clocks may differ by.
    pass(74)
    expect(usesOf([await poll(id, { instance: 1, assertion: used })])).toEqual([
      '401 invalid_client',
    ])
  })

  it('refuses an assertion that is good for too long to be remembered', async () => {
    const { ask, poll, assertion } = await startWorld(states())
    const id = await ask()
    const exp = Math.floor(Date.now() / 1000) + 3_700
    expect(usesOf([await poll(id, { assertion: assertion({ exp }) })])).toEqual([
      '401 invalid_client',
    ])
  })

  it('gives one token for a proof that comes with two requests at once', async () => {
    const { ask, approve, poll, proof } = await startWorld(states())
    const ids = await Promise.all(Array.from({ length: 10 }, async () => ask()))
    for (const id of ids) await approve(id)
    const used = proof()
    const uses = usesOf(await Promise.all(ids.map(async (id) => poll(id, { proof: used }))))
    expect(uses.filter((one) => one === 'token')).toHaveLength(1)
    expect(uses.filter((one) => one === '400 invalid_grant')).toHaveLength(9)
  })
})
