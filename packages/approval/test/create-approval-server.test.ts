import { existsSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { memoryRevocationList, type RevocableToken } from '@countersign/core'
import type { Ledger } from '@countersign/ledger'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { freePort, poolTo } from '@countersign/test-servers'
import {
  copyFolder,
  fakeTimers,
  program,
  temporaryFolder,
  whileTimeFlies,
} from '@countersign/test-servers/vitest'
import express from 'express'
import { decodeJwt } from 'jose'
import Koa from 'koa'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApprovalServer, type ApprovalServerOptions, type Person } from '../src/index.js'
import { resolveOptions } from '../src/config/resolve-options.js'
import { memoryApprovalState } from '../src/state/memory-approval-state.js'
import { TestKeys } from './provider/support/test-keys.js'
import { asking, assembly, PHOTOS, type AssemblyOptions } from './support/assembly.js'

/** What a verifier asks about, of a token of an approval. */
const tokenOf = (issuer: string, grantId: string): RevocableToken => ({
  issuer,
  grantId,
  tokenId: undefined,
  sessionId: undefined,
  subject: undefined,
  clientId: undefined,
  claims: {},
  issuedAt: Date.now() / 1000,
  expiresAt: Date.now() / 1000 + 60,
})

@Module({})
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class NothingElse {}

const MOUNTS: readonly (readonly [string, NonNullable<AssemblyOptions['mount']>])[] = [
  ['alone', ({ handler }) => handler],
  ['in Express', ({ handler }, basePath) => express().use(basePath, handler)],
  ['in Koa', (approval) => new Koa().use(approval.koa()).callback()],
  [
    'in Nest',
    async ({ handler }, basePath) => {
      const app = await NestFactory.create(NothingElse, { logger: ['error'] })
      app.use(basePath, handler)
      await app.init()
      return app.getHttpAdapter().getInstance() as RequestListener
    },
  ],
]

describe('an approval server', () => {
  it.each(MOUNTS)('is all there %s, below a path', async (_where, mount) => {
    const { issuer, approval, client, revocation, phone } = await assembly({
      basePath: '/auth/v1',
      mount,
    })
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).toMatchObject({ issuer })
    const ada = await phone('ada')
    const asked = await client.ask(asking('ada'))
    expect(asked.json).toMatchObject({ interval: 5, expires_in: 120 })
    const id = await ada.approve(asked.json['matching_number'])
    const { status, json } = await client.poll(asked.json['auth_req_id'])
    expect([status, json['scope'], json['token_type']]).toEqual([200, 'read', 'DPoP'])

    expect(await approval.stop(id)).toBe(true)
    expect(await approval.stop(id)).toBe(false)
    expect(await approval.stop('another')).toBe(false)
    const { sub, approval_id: grantId } = decodeJwt(String(json['access_token']))
    expect([sub, grantId]).toEqual(['ada', id])
    expect(revocation.isRevoked(tokenOf(issuer, id))).toBe(true)
    expect(revocation.isRevoked(tokenOf(issuer, 'another'))).toBe(false)

    const [device] = await approval.devices('ada')
    expect(device).toEqual({
      id: expect.any(String),
      name: 'Phone',
      pairedAt: expect.any(Number),
      lastUsedAt: expect.any(Number),
    })
    expect(await approval.devices('bob')).toEqual([])
    expect(await approval.removeDevice('bob', String(device?.id))).toBe(false)
    expect(await approval.removeDevice('ada', String(device?.id))).toBe(true)
    expect((await ada.browser.get('api/approvals')).status).toBe(401)
    expect((await client.ask(asking('ada'))).json['error']).toBe('unknown_user_id')
  })

  it('invites nobody who is no person', async () => {
    const { approval } = await assembly()
    for (const person of ['ada', undefined, {}, { subject: '' }, { subject: 'x'.repeat(256) }]) {
      await expect(approval.invite(person as Person)).rejects.toThrow(/person/)
    }
  })

  it('invites with a code, an address that no log has, a picture, and for ten minutes', async () => {
    const { approval, issuer } = await assembly()
    const before = Date.now()
    const { code, url, qr, expiresAt } = await approval.invite({ subject: 'ada' })
    expect(url).toBe(`${issuer}/owner/pair#${code}`)
    expect(qr).toMatch(/^<svg /)
    expect(expiresAt - before).toBeGreaterThanOrEqual(600_000)
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(600_000)
  })

  it('tells how it is, and closes once, however often it is told to', async () => {
    const { approval, issuer, client } = await assembly()
    const notices = { waiting: 0, active: 0, dropped: 0 }
    expect(approval.health()).toEqual({ database: 'ready', lastError: undefined, notices })
    await Promise.all([approval.close(), approval.close()])
    await approval.close()
    expect(approval.health()).toMatchObject({ database: 'closed', notices })
    const { status, headers } = await client.ask(asking('ada'))
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect((await fetch(`${issuer}/owner/api/approvals`)).status).toBe(401)
    await expect(approval.ready()).rejects.toThrow('cannot be reached')
  })

  it('is not ready while its database is away, and says so', async () => {
    const port = await freePort()
    const pool = poolTo(port, 'postgres')
    onTestFinished(async () => pool.end())
    const { approval, client } = await assembly({
      options: { pool } as Partial<ApprovalServerOptions>,
      isReady: false,
    })
    fakeTimers()
    const [answer] = await whileTimeFlies(
      Promise.all([
        client.ask(asking('ada')),
        expect(approval.ready()).rejects.toThrow('cannot be reached'),
        expect(approval.devices('ada')).rejects.toThrow('cannot be reached'),
      ]),
    )
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    expect(approval.health()).toMatchObject({
      database: 'starting',
      lastError: expect.stringContaining('ECONNREFUSED'),
    })
  }, 40_000)

  it('in a folder leaves nothing behind that keeps a process', async () => {
    const { folder, close } = await copyFolder()
    onTestFinished(close)
    const running = program(new URL('processes/closing-process.mjs', import.meta.url), folder)
    expect(await running.next()).toBe('closed')
    await vi.waitFor(() => expect(running.hasEnded).toBe(true), { timeout: 10_000 })
  }, 60_000)
})

const OPTIONS = {
  issuer: 'https://approve.example.com',
  keys: await TestKeys.make(),
  ledger: { owner: () => ({}) } as unknown as Ledger,
  revocation: memoryRevocationList(),
  people: { find: () => undefined, get: () => undefined },
  resources: { [PHOTOS]: { name: 'Photos', scopes: { read: 'See them' } } },
  clients: [],
}

describe('the options', () => {
  it('have defaults', () => {
    expect(resolveOptions({ ...OPTIONS, folder: 'x' })).toMatchObject({
      origin: 'https://approve.example.com',
      basePath: '',
      service: 'approve.example.com',
      requestLifetime: 120,
      interval: 5,
      numberMatching: true,
      limits: {
        perClient: 60,
        perClientAndPerson: 5,
        perPerson: 10,
        unknownPeople: 30,
        coolDown: 300,
      },
      dpopNonceSecret: undefined,
      certificate: undefined,
      fetch: undefined,
      vapidPublicKey: undefined,
    })
    const [resource] = resolveOptions({ ...OPTIONS, folder: 'x' }).resources.values()
    expect(resource?.lifetime).toBe(300)
  })

  it.each<[string, object]>([
    ['isuer', { isuer: 'https://approve.example.com' }],
    ['issuer', { issuer: 'http://approve.example.com' }],
    ['keys', { keys: {} }],
    ['clients', { clients: undefined }],
    ['clients[0].clientId', { clients: [{}] }],
    ['people', { people: { find: () => undefined } }],
    ['resources', { resources: {} }],
    ['resources["x"]', { resources: { x: {} } }],
    ['ledger', { ledger: undefined }],
    ['revocation', { revocation: {} }],
    ['folder', { folder: undefined }],
    ['folder', { folder: '' }],
    ['folder', { folder: 7 }],
    ['folder', { pool: { connect: () => undefined } }],
    ['pool', { folder: undefined, pool: 'postgres://localhost' }],
    ['schema', { schema: 'Approvals' }],
    ['state', { state: Object.assign(memoryApprovalState(), { linked: undefined }) }],
    ['notifiers', { notifiers: {} }],
    ['notifiers.0', { notifiers: [null] }],
    ['service', { service: 'x'.repeat(41) }],
    ['requestLifetime', { requestLifetime: 29 }],
    ['interval', { interval: 0 }],
    ['numberMatching', { numberMatching: 'no' }],
    ['limits.perClient', { limits: { perClient: 0 } }],
    ['limits.perUser', { limits: { perUser: 1 } }],
    ['dpopNonceSecret', { dpopNonceSecret: 'x'.repeat(32) }],
    ['certificate', { certificate: 'header' }],
    ['remoteAddress', { remoteAddress: '127.0.0.1' }],
    ['fetch', { fetch: 'no' }],
  ])('%s is named where it is wrong, and nothing was opened', async (name, wrong) => {
    const folder = join(await temporaryFolder(), 'approval')
    const make = () => createApprovalServer({ ...OPTIONS, folder, ...wrong })
    expect(make).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(name) }),
    )
    expect(existsSync(folder)).toBe(false)
  })
})
