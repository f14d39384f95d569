import { channel } from 'node:diagnostics_channel'
import type { ApprovalMessage } from '@countersign/approval'
import type { IssuerMessage, KeyRingMessage } from '@countersign/issuer'
import type { LedgerMessage, NotableMessage } from '@countersign/ledger'
import type { TicketKeyMessage } from '@countersign/tls-audit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OTHER_CHANNELS } from './support/channels.js'
import { type Listening, listening } from './support/listening.js'

let told: Listening
beforeEach(() => {
  told = listening()
})
afterEach(() => told.close())

const tellLedger = (message: LedgerMessage): void => channel(OTHER_CHANNELS.ledger).publish(message)
const tellIssuer = (message: IssuerMessage): void => channel(OTHER_CHANNELS.issuer).publish(message)
const tellApproval = (message: ApprovalMessage): void =>
  channel(OTHER_CHANNELS.approval).publish(message)

describe('the ledger', () => {
  it('counts uses by what became of them', async () => {
    tellLedger({ event: 'spooled', uses: 40 })
    tellLedger({ event: 'drained', uses: 38 })
    tellLedger({ event: 'lost', uses: 2, error: 'the disk is full' })
    tellLedger({ event: 'suppressed', uses: 100 })
    const series = await told.series('countersign.ledger.uses')
    expect(series.map(({ attributes, value }) => [attributes['countersign.event'], value])).toEqual(
      [
        ['spooled', 40],
        ['drained', 38],
        ['lost', 2],
        ['suppressed', 100],
      ],
    )
  })

  it('counts failures by what has failed', async () => {
    tellLedger({ event: 'unavailable', error: 'no database' })
    tellLedger({ event: 'available' })
    tellLedger({ event: 'failed', part: 'spool', error: 'no disk' })
    expect(await told.series('countersign.ledger.failures')).toEqual([
      { value: 1, attributes: { 'countersign.part': 'database' } },
      { value: 1, attributes: { 'countersign.part': 'spool' } },
    ])
  })

  it('counts notable uses by their kind', async () => {
    const message: Pick<NotableMessage, 'kind'> = { kind: 'replay' }
    channel(OTHER_CHANNELS.notable).publish(message)
    expect(await told.series('countersign.ledger.notable_uses')).toEqual([
      { value: 1, attributes: { 'countersign.kind': 'replay' } },
    ])
  })
})

describe('the issuer', () => {
  const issuer = 'https://id.example'

  it('counts refused grants, replayed refresh tokens and failures', async () => {
    tellIssuer({
      event: 'refused',
      issuer,
      endpoint: 'token',
      clientId: 'c1',
      code: 'invalid_grant',
      reason: 'refresh_token_revoked',
    })
    const whose = { grantId: 'g1', clientId: 'c1', subject: 'u1' }
    tellIssuer({ event: 'refresh_token_replayed', issuer, ...whose })
    tellIssuer({ event: 'failed', issuer, endpoint: 'token', error: new Error('away') })
    expect(await told.series('countersign.grant.refusals')).toEqual([
      {
        value: 1,
        attributes: {
          'countersign.endpoint': 'token',
          'countersign.code': 'invalid_grant',
          'countersign.reason': 'refresh_token_revoked',
        },
      },
    ])
    expect(await told.series('countersign.grant.replays')).toEqual([{ value: 1, attributes: {} }])
    expect(await told.series('countersign.endpoint.failures')).toEqual([
      { value: 1, attributes: { 'countersign.endpoint': 'token', 'error.type': '_OTHER' } },
    ])
  })

  it('counts what becomes of its key rings', async () => {
    const message: KeyRingMessage = {
      event: 'failed',
      use: 'sig',
      version: 3,
      current: 'kid-1',
      reason: 'store_failed',
      error: 'away',
    }
    channel(OTHER_CHANNELS.keyRing).publish(message)
    expect(await told.series('countersign.key_ring.events')).toEqual([
      {
        value: 1,
        attributes: {
          'countersign.event': 'failed',
          'countersign.key_use': 'sig',
          'countersign.reason': 'store_failed',
        },
      },
    ])
  })
})

describe('the others', () => {
  it('count ticket keys', async () => {
    const message: TicketKeyMessage = { event: 'rotated', shared: true }
    channel(OTHER_CHANNELS.ticketKeys).publish(message)
    expect(await told.series('countersign.ticket_key.events')).toEqual([
      { value: 1, attributes: { 'countersign.event': 'rotated' } },
    ])
  })

  it('count notices to owners, and failures of the approval server', async () => {
    tellApproval({
      type: 'delivery',
      at: 0,
      approvalId: 'a1',
      subject: 'u1',
      notifier: 'email',
      device: 'd1',
      outcome: 'failed',
      attempts: 3,
      problem: 'alice@mail.example does not exist',
    })
    tellApproval({ type: 'failed', issuer: undefined, part: 'token', error: 'away' })
    expect(await told.series('countersign.approval.deliveries')).toEqual([
      {
        value: 1,
        attributes: { 'countersign.notifier': 'email', 'countersign.event': 'failed' },
      },
    ])
    expect(await told.series('countersign.approval.failures')).toEqual([
      { value: 1, attributes: { 'countersign.part': 'token' } },
    ])
    expect(JSON.stringify(await told.metrics())).not.toMatch(/alice|u1|a1|d1/)
  })
})
