import { randomUUID } from 'node:crypto'
import { memoryRevocationList } from '@countersign/core'
import {
  createEncryptionKeyRing,
  createIssuer,
  generateSigningKey,
  type EncryptionKeyRing,
  type Issuer,
} from '@countersign/issuer'
import { reserve, type ReservedServer } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBilling } from '../src/billing/billing.js'
import { BILLING } from '../src/names.js'

const order = () => ({
  id: randomUUID(),
  item: 'anvil',
  quantity: 1,
  amount: 4950,
  currency: 'EUR',
})

describe('billing', () => {
  let ring: EncryptionKeyRing
  let servers: ReservedServer[]
  let identity: Issuer
  let orders: Issuer
  let inTheClear: Issuer
  let url: string
  let close: () => Promise<void>

  beforeAll(async () => {
    ring = await createEncryptionKeyRing()
    servers = await Promise.all([reserve(), reserve(), reserve()])
    const [issuerServer, ordersServer, billingServer] = servers
    const keys = [await generateSigningKey('ES256')]
    const audience = BILLING
    const common = { audience, encryptTo: () => ring.jwks() }
    identity = createIssuer({
      ...common,
      issuer: issuerServer?.url ?? '',
      keys: [await generateSigningKey('ES256')],
    })
    orders = createIssuer({ ...common, issuer: ordersServer?.url ?? '', keys })
    inTheClear = createIssuer({ audience, issuer: ordersServer?.url ?? '', keys })
    const billing = await createBilling({
      issuer: identity.issuer,
      orders: orders.issuer,
      url: billingServer?.url ?? '',
      keys: ring,
      revocation: memoryRevocationList(),
    })
    issuerServer?.serve(identity.handler)
    ordersServer?.serve(orders.handler)
    billingServer?.serve(billing.handler)
    url = `${billingServer?.url}/charges`
    close = () => billing.close()
  })

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()))
    await close()
    ring.close()
  })

  const access = (subject = 'ada', clientId = 'orders'): Promise<string> =>
    identity.issue({
      subject,
      clientId,
      scope: 'billing:charge',
      claims: { customer: { account: 'DE02 1203 0000', vatId: 'DE123456788' } },
    })

  const statement = (said: object = order(), subject = 'ada', by = orders): Promise<string> =>
    by.issue({ subject, clientId: 'orders', claims: { order: said } })

  async function charge(token: string, body: unknown): Promise<{ status: number; text: string }> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, text: await response.text() }
  }

  it('charges an order to the account in the token, and tells no more than it has to', async () => {
    const { status, text } = await charge(await access(), { order: await statement() })
    expect(status).toBe(201)
    expect(JSON.parse(text)).toMatchObject({
      charge: { id: expect.stringMatching(/^C\d+$/), amount: 4950, currency: 'EUR' },
      account: '…0000',
    })
    expect(text).not.toMatch(/DE02|DE123456788/)
  })

  it('charges an order once, however often it comes', async () => {
    const said = order()
    const ids = []
    for (const token of [await access(), await access()]) {
      const { text } = await charge(token, { order: await statement(said) })
      ids.push(JSON.parse(text).charge.id)
    }
    expect(ids[0]).toBe(ids[1])
    const another = await charge(await access(), { order: await statement() })
    expect(JSON.parse(another.text).charge.id).not.toBe(ids[0])
  })

  it('charges nobody for the order of somebody else', async () => {
    const { status } = await charge(await access('bob'), { order: await statement() })
    expect(status).toBe(400)
    expect(
      (await charge(await access('ada', 'gateway'), { order: await statement() })).status,
    ).toBe(400)
  })

  const published = async (): Promise<unknown> =>
    (await fetch(new URL('/jwks', url))).json() as Promise<unknown>

  it('publishes the key to encrypt to, and reads what came before it changed, and after', async () => {
    expect(await published()).toEqual(ring.jwks())
    const [token, said] = [await access(), await statement()]
    await ring.rotate({ force: true })
    expect(await published()).toEqual(ring.jwks())
    expect((await charge(token, { order: said })).status).toBe(201)
    expect((await charge(await access(), { order: await statement() })).status).toBe(201)
  })

  it('takes no order but what the orders service has signed, and encrypted to it', async () => {
    const token = await access()
    const refused = [
      await statement(order(), 'ada', inTheClear),
      token,
      await statement({ ...order(), amount: -1 }),
      'guessed',
      undefined,
      { id: '1' },
    ]
    for (const said of refused) {
      expect((await charge(token, { order: said })).status).toBe(400)
    }
    expect((await charge(token, null)).status).toBe(400)
  })

  it('takes no token without the scope, nor one that says nothing of the customer', async () => {
    const body = { order: await statement() }
    const claims = { customer: { account: 'DE02', vatId: 'DE1' } }
    const weak = { subject: 'ada', clientId: 'orders', claims }
    expect((await charge(await identity.issue(weak), body)).status).toBe(403)
    const bare = { subject: 'ada', clientId: 'orders', scope: 'billing:charge' }
    expect((await charge(await identity.issue(bare), body)).status).toBe(401)
  })
})
