import { channel } from 'node:diagnostics_channel'
import type {
  EventMessage,
  ReplayMessage,
  RevocationMessage,
  StatusMessage,
} from '@countersign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Listening, listening } from './support/listening.js'
import { createWorld } from './support/world.js'

let told: Listening

beforeEach(() => {
  told = listening()
})
afterEach(() => told.close())

const publish = (
  name: 'replay' | 'revocation' | 'status' | 'events',
  message: EventMessage | ReplayMessage | RevocationMessage | StatusMessage,
): void => channel(`countersign:${name}`).publish(message)

describe('withdrawals', () => {
  it('are counted by what they are about, and the refusals that follow', async () => {
    const world = await createWorld()
    told.stop()
    const { issuer } = world.provider
    const token = await world.provider.token({ jti: 'j1', grant_id: 'g1' })
    expect((await world.call('/orders', token)).status).toBe(200)
    world.revocations.revoke({ issuer, tokenId: 'j1' })
    world.revocations.revoke({ issuer, grantId: 'g1' })
    world.revocations.revoke({ issuer, sessionId: 's1' })
    world.revocations.revoke({ issuer, subject: 'u1' })
    world.revocations.revoke({ issuer, clientId: 'c1' })
    world.revocations.revoke({ issuer, clientId: 'c1', subject: 'u2' })
    expect((await world.call('/orders', token)).status).toBe(401)
    const series = await world.series('countersign.revocations')
    expect(series.map(({ attributes }) => attributes)).toEqual(
      ['token', 'grant', 'session', 'subject', 'client', 'subject+client'].map((kind) => ({
        'countersign.list': 'memory',
        'countersign.kind': kind,
      })),
    )
    const reason = { 'countersign.reason': 'revoked_token' }
    expect(await world.total('countersign.verifications', reason)).toBe(1)
    await world.close()
  })

  it('of a list that cannot tell are failures, and its loads are counted', async () => {
    const list = 'redis'
    publish('revocation', { event: 'unavailable', list, decision: 'refused', error: 'away' })
    publish('revocation', { event: 'unavailable', list, decision: 'allowed', error: 'away' })
    publish('revocation', { event: 'loaded', list, entries: 5 })
    publish('revocation', { event: 'restored', list, entries: 2 })
    expect(await told.series('countersign.revocation_list.failures')).toEqual(
      ['refused', 'allowed'].map((decision) => ({
        value: 1,
        attributes: { 'countersign.list': list, 'countersign.decision': decision },
      })),
    )
    expect(await told.series('countersign.revocation_list.loads')).toEqual(
      ['loaded', 'restored'].map((event) => ({
        value: 1,
        attributes: { 'countersign.list': list, 'countersign.event': event },
      })),
    )
  })
})

describe('stores, lists and receivers', () => {
  it('count the proofs of which a store cannot tell', async () => {
    const error = 'secret-host:6379 is away'
    publish('replay', { event: 'unavailable', store: 'redis', decision: 'refused', error })
    expect(await told.series('countersign.replay_store.failures')).toEqual([
      {
        value: 1,
        attributes: { 'countersign.store': 'redis', 'countersign.decision': 'refused' },
      },
    ])
  })

  it('count status lists by what became of them', async () => {
    const about = { issuer: 'https://id.example', list: 'https://id.example/1', error: undefined }
    for (const event of ['loaded', 'failed', 'skipped', 'skipped'] as const) {
      publish('status', { event, ...about })
    }
    expect(await told.series('countersign.status_list.events')).toEqual([
      { value: 1, attributes: { 'countersign.event': 'loaded' } },
      { value: 1, attributes: { 'countersign.event': 'failed', 'error.type': '_OTHER' } },
      { value: 2, attributes: { 'countersign.event': 'skipped' } },
    ])
  })

  it('count security events, and how much they withdrew', async () => {
    const about = { kind: 'logout', issuer: 'https://id.example', error: undefined } as const
    publish('events', { ...about, id: 'e1', reason: undefined, withdrawn: 3 })
    publish('events', { ...about, id: undefined, reason: 'invalid_signature', withdrawn: 0 })
    publish('events', { ...about, id: 'e2', reason: 'dependency_unavailable', withdrawn: 0 })
    const kind = { 'countersign.kind': 'logout' }
    expect(await told.series('countersign.security_events')).toEqual([
      { value: 1, attributes: { ...kind, 'countersign.outcome': 'accepted' } },
      {
        value: 1,
        attributes: {
          ...kind,
          'countersign.outcome': 'refused',
          'countersign.reason': 'invalid_signature',
        },
      },
      {
        value: 1,
        attributes: {
          ...kind,
          'countersign.outcome': 'failed',
          'countersign.reason': 'dependency_unavailable',
          'error.type': 'dependency_unavailable',
        },
      },
    ])
    expect(await told.series('countersign.security_event.withdrawals')).toEqual([
      { value: 3, attributes: kind },
    ])
  })
})
