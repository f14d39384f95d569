import { randomBytes } from 'node:crypto'
import { startRedis, type RedisServer } from '@countersign/test-servers'
import { openPool, type OwnPool } from '@countersign/test-servers/vitest'
import { proof } from '@countersign/testing'
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest'
import { Browser, optionsIn } from '../support/owner/browser.js'
import { TestClient } from '../provider/support/test-client.js'
import { SoftwareAuthenticator } from '../support/owner/software-authenticator.js'
import { startBalancer, startInstance, type Balancer, type Instance } from './instances.js'

const AUDIENCE = 'https://photos.example'
/** What all instances keep their keys and their state under. */
const SECRET = randomBytes(32).toString('base64url')
const PATIENCE = { timeout: 15_000, interval: 50 }

let redis: RedisServer
let pool: OwnPool
beforeAll(async () => {
  redis = await startRedis()
  pool = await openPool()
})
afterAll(async () => {
  await pool.close()
  await redis.kill()
})

interface Shared {
  readonly balancer: Balancer
  readonly client: TestClient
  readonly start: () => Promise<Instance>
}

async function shared(): Promise<Shared> {
  const balancer = await startBalancer()
  const client = await TestClient.make(balancer.issuer, { clientId: 'app', scopes: ['read'] })
  const { rows } = await pool.pool.query<{ name: string }>('SELECT current_database() AS name')
  const options = {
    issuer: balancer.issuer,
    audience: AUDIENCE,
    databases: { port: inject('databases').port, name: rows[0]?.name },
    redisPort: redis.port,
    secret: SECRET,
    client: client.registration,
  }
  return { balancer, client, start: async () => startInstance(options) }
}

/** Ada's phone, paired by a code of this instance. */
async function pair(issuer: string, { program }: Instance): Promise<Phone> {
  program.send('invite')
  const { code } = (await program.next()) as { code: string }
  const browser = new Browser(issuer)
  const authenticator = new SoftwareAuthenticator(issuer)
  expect((await browser.pair(code, authenticator)).status).toBe(200)
  return { browser, authenticator }
}

interface Phone {
  readonly browser: Browser
  readonly authenticator: SoftwareAuthenticator
}

const ASKING = { scope: 'openid read', resource: AUDIENCE, login_hint: 'ada' }

async function waiting({ browser }: Phone): Promise<string> {
  const { body } = await browser.get('api/approvals')
  const [item] = (body as { waiting: { id: string }[] }).waiting
  return String(item?.id)
}

/** Says yes, and gives the id of the approval. */
async function approve(phone: Phone, number: unknown): Promise<string> {
  const id = await waiting(phone)
  const choice = { scopes: ['read'], lifetime: 60, number }
  const asked = await phone.browser.post(`api/approvals/${id}/challenge`, choice)
  const credential = phone.authenticator.get(optionsIn(asked))
  const answer = await phone.browser.post(`api/approvals/${id}/approve`, { credential })
  expect(answer.status).toBe(200)
  return id
}

/** Status of the API of an instance. */
async function photos({ api }: Instance, client: TestClient, token: string): Promise<number> {
  const bound = { url: `${AUDIENCE}/photos`, method: 'GET', token }
  const headers = { Authorization: `DPoP ${token}`, DPoP: proof(client.proofKey, bound) }
  return (await fetch(`http://127.0.0.1:${api}/photos`, { headers })).status
}

/** An API that has just started answers 503 until it knows what was withdrawn. */
async function servesPhotos(instance: Instance, client: TestClient, token: string): Promise<void> {
  await vi.waitFor(async () => {
    const status = await photos(instance, client, token)
    expect(status).toBe(200)
  }, PATIENCE)
}

it('an instance that is killed between the question and the answer is missed by nobody', async () => {
  const { balancer, client, start } = await shared()
  const [first, second] = [await start(), await start()]
  balancer.sendTo(first)
  const phone = await pair(balancer.issuer, first)
  const asked = await client.ask(ASKING)
  expect(asked.status).toBe(200)

  await first.program.kill()
  balancer.sendTo(second)
  const id = await approve(phone, asked.json['matching_number'])
  const { status, json } = await client.poll(asked.json['auth_req_id'])
  expect(status).toBe(200)
  const token = String(json['access_token'])
  await servesPhotos(second, client, token)

  // Stop by one instance is heard by the API of another one.
  const third = await start()
  await servesPhotos(third, client, token)
  const stopped = Date.now()
  expect((await phone.browser.post(`api/approvals/${id}/stop`)).status).toBe(200)
  await vi.waitFor(async () => expect(await photos(third, client, token)).toBe(401), PATIENCE)
  // Told, not asserted: how fast it is depends on the machine.
  process.stdout.write(`Refused by another process ${Date.now() - stopped} ms after Stop\n`)

  const uses = await vi.waitFor(async () => {
    const { body } = await phone.browser.get(`api/approvals/${id}/uses`)
    const { uses: found } = body as { uses: { decision: string; reason?: string }[] }
    expect(found.map(({ reason }) => reason)).toContain('revoked_token')
    return found
  }, PATIENCE)
  expect(uses.filter(({ decision }) => decision === 'accepted').length).toBeGreaterThanOrEqual(2)
}, 90_000)

it('of twenty polls, to two instances at once, one gets the token', async () => {
  const { balancer, client, start } = await shared()
  const instances = [await start(), await start()]
  const [first, second] = instances as [Instance, Instance]
  balancer.sendTo(first)
  const phone = await pair(balancer.issuer, first)
  const asked = await client.ask(ASKING)
  await approve(phone, asked.json['matching_number'])
  const polls = Array.from({ length: 20 }, async (_, index) => {
    balancer.sendTo(index % 2 === 0 ? first : second)
    return client.poll(asked.json['auth_req_id'])
  })
  const answers = await Promise.all(polls)
  const errors = answers.map(({ status, json }) => json['error'] ?? status)
  expect(errors.filter((error) => error === 200)).toHaveLength(1)
  expect(errors.filter((error) => error === 'invalid_grant')).toHaveLength(19)
}, 90_000)
