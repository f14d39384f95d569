import { createProofKey, proof } from '@countersign/testing'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AUDIENCE, createWorld, type World } from './support/world.js'

let world: World

beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

describe('verifications', () => {
  it('are counted by how they ended', async () => {
    expect((await world.call()).status).toBe(200)
    expect((await world.call()).status).toBe(200)
    expect(await world.series('countersign.verifications')).toEqual([
      {
        value: 2,
        attributes: {
          'countersign.outcome': 'accepted',
          'countersign.scheme': 'Bearer',
          'countersign.binding': 'none',
          'countersign.token.kind': 'jwt',
        },
      },
    ])
  })

  it('are counted by why they were refused', async () => {
    const expired = await world.provider.token({ exp: world.clock.now() - 60 })
    const forged = `${(await world.provider.token()).slice(0, -86)}${'A'.repeat(86)}`
    expect((await world.call('/orders', expired)).status).toBe(401)
    expect((await world.call('/orders', forged)).status).toBe(401)
    expect((await world.send('/orders')).status).toBe(401)
    const series = await world.series('countersign.verifications')
    const refused = { 'countersign.outcome': 'refused' }
    expect(series.map(({ attributes }) => attributes)).toEqual([
      {
        ...refused,
        'countersign.reason': 'token_expired',
        'countersign.scheme': 'Bearer',
        'countersign.binding': 'none',
        'countersign.token.kind': 'jwt',
      },
      // Nobody stands for what it says.
      { ...refused, 'countersign.reason': 'invalid_signature' },
      { ...refused, 'countersign.reason': 'missing_credentials' },
    ])
  })

  it('fail where the provider does, and that is told apart', async () => {
    world.provider.fault('all', 'down')
    expect((await world.call()).status).toBe(503)
    expect(await world.series('countersign.verifications')).toEqual([
      {
        value: 1,
        attributes: {
          'countersign.outcome': 'failed',
          'countersign.reason': 'dependency_unavailable',
          'error.type': 'dependency_unavailable',
        },
      },
    ])
  })

  it('are measured in seconds, in buckets that begin at microseconds', async () => {
    await world.call()
    await world.send('/orders')
    const metrics = await world.metrics()
    const duration = metrics.find(
      (one) => one.descriptor.name === 'countersign.verification.duration',
    )
    expect(duration?.descriptor.unit).toBe('s')
    // Of a request without credentials there is nothing to measure.
    expect(duration?.dataPoints).toHaveLength(1)
    const [point] = (duration?.dataPoints ?? []) as DataPoint<Histogram>[]
    expect(point?.attributes).toEqual({
      'countersign.outcome': 'accepted',
      'countersign.binding': 'none',
    })
    expect(point?.value.count).toBe(1)
    expect(point?.value.buckets.boundaries.slice(0, 3)).toEqual([0.00001, 0.000025, 0.00005])
    // The first one waits for keys, so that it is no matter of microseconds, nor of minutes.
    expect(point?.value.sum).toBeGreaterThan(0.0001)
    expect(point?.value.sum).toBeLessThan(60)
  })
})

describe('policies', () => {
  it('refuse what was verified, and are counted beside it', async () => {
    expect((await world.call('/admin')).status).toBe(403)
    expect(await world.total('countersign.verifications')).toBe(1)
    expect(await world.series('countersign.policy.refusals')).toEqual([
      { value: 1, attributes: { 'countersign.reason': 'insufficient_scope' } },
    ])
  })
})

describe('replayed proofs', () => {
  it('are counted as such, and as refusals', async () => {
    const key = await createProofKey()
    const token = await world.provider.token({ cnf: { jkt: key.thumbprint } })
    const dpop = proof(key, { url: `${AUDIENCE}/orders`, token, clock: world.clock })
    const headers = { Authorization: `DPoP ${token}`, DPoP: dpop }
    expect((await world.send('/orders', headers)).status).toBe(200)
    expect((await world.send('/orders', headers)).status).toBe(401)
    expect(await world.series('countersign.proof.replays')).toEqual([{ value: 1, attributes: {} }])
    const bound = { 'countersign.scheme': 'DPoP', 'countersign.binding': 'dpop' }
    const reason = { 'countersign.reason': 'proof_replayed' }
    expect(await world.total('countersign.verifications', bound)).toBe(2)
    expect(await world.total('countersign.verifications', { ...bound, ...reason })).toBe(1)
  })
})

describe('uses', () => {
  it('are measured by route, method, status and decision', async () => {
    await world.call('/orders/7')
    await world.call('/broken')
    await world.send('/orders/7')
    const series = await world.series('countersign.usage.duration')
    expect(series.map(({ attributes }) => attributes)).toEqual([
      {
        'countersign.decision': 'accepted',
        'http.request.method': 'GET',
        'http.route': '/orders/:id',
        'http.response.status_code': 200,
      },
      {
        'countersign.decision': 'accepted',
        'http.request.method': 'GET',
        'http.route': '/broken',
        'http.response.status_code': 500,
        'error.type': '500',
      },
      {
        'countersign.decision': 'refused',
        'http.request.method': 'GET',
        'http.response.status_code': 401,
      },
    ])
  })
})
