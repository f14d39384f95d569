import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { poolTo, startPostgres } from '@countersign/test-servers'
import { copyFolder, temporaryFolder } from '@countersign/test-servers/vitest'
import {
  createProofKey,
  createTestIdentityProvider,
  proof,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startApi } from '../support/api-process.js'

const AUDIENCE = 'https://rs.example'
const SUBJECT = 'findable-subject'

let provider: TestIdentityProvider

beforeAll(async () => {
  provider = await createTestIdentityProvider({ audience: AUDIENCE })
})
afterAll(async () => provider?.close())

/** Everything that a client sends, with a secret in each place, and what must be nowhere then. */
async function requests(): Promise<{
  readonly sent: readonly (readonly [path: string, init: RequestInit])[]
  readonly secrets: ReadonlyMap<string, string>
}> {
  const secrets = new Map<string, string>()
  const secret = (where: string): string => {
    const value = `secret-${randomBytes(9).toString('hex')}`
    secrets.set(where, value)
    return value
  }
  const key = await createProofKey()
  const bearer = await provider.token({ sub: SUBJECT, jti: secret('jti'), note: secret('claim') })
  const bound = await provider.token({ sub: SUBJECT, cnf: { jkt: key.thumbprint } })
  const expired = await provider.token({ sub: SUBJECT, exp: Math.floor(Date.now() / 1000) - 900 })
  const made = proof(key, {
    url: `${AUDIENCE}/orders/7`,
    token: bound,
    claims: { jti: secret('proof') },
  })
  const parts = { bearer, bound, expired, made }
  for (const [name, token] of Object.entries(parts))
    for (const [index, part] of token.split('.').entries()) secrets.set(`${name} ${index}`, part)
  // The same for all tokens of a key, and public.
  for (const name of ['bearer 0', 'bound 0', 'expired 0']) secrets.delete(name)
  const everywhere = (): Record<string, string> => ({
    cookie: `session=${secret('cookie')}`,
    'user-agent': secret('user agent'),
    [secret('header name')]: 'x',
    'x-api-key': secret('header'),
    referer: `https://elsewhere.example/?${secret('referer')}`,
    'x-forwarded-for': secret('forwarded'),
  })
  const of = (authorization: string): RequestInit => ({
    headers: { ...everywhere(), authorization },
  })
  const sent: readonly (readonly [string, RequestInit])[] = [
    [
      `/orders/${secret('parameter')}?${secret('query name')}=${secret('query')}`,
      of(`Bearer ${bearer}`),
    ],
    [`/${secret('path')}?token=${secret('token in query')}`, of(`Bearer ${bearer}`)],
    ['/orders/7', { headers: { ...everywhere(), authorization: `DPoP ${bound}`, dpop: made } }],
    ['/orders/7', of(`Bearer ${bound}`)],
    ['/orders/7', of(`Bearer ${expired}`)],
    ['/orders/7', of(`Bearer ${secret('no token')}`)],
    ['/orders/7', of(`Basic ${secret('password')}`)],
    [
      '/orders',
      {
        method: 'POST',
        headers: {
          ...everywhere(),
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ password: secret('body') }),
      },
    ],
  ]
  return { sent, secrets }
}

async function send(
  port: number,
  sent: readonly (readonly [string, RequestInit])[],
): Promise<void> {
  for (const [path, init] of sent)
    await (await fetch(`http://127.0.0.1:${port}${path}`, init)).text()
}

/** All files below a folder, as they are on the disk. */
async function bytesIn(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Buffer.concat(
    await Promise.all(files.map(async ({ parentPath, name }) => readFile(join(parentPath, name)))),
  )
}

function expectNone(bytes: Buffer, secrets: ReadonlyMap<string, string>): void {
  // It does find what is there.
  expect(bytes.includes(SUBJECT)).toBe(true)
  const found = [...secrets].filter(([, secret]) => bytes.includes(secret))
  expect(found.map(([where]) => where)).toEqual([])
}

const api = (): object => ({ issuer: provider.issuer, audience: AUDIENCE, keys: provider.jwks })

describe('nothing of a token, a proof, a cookie or a query', { timeout: 60_000 }, () => {
  it('is in the files of PGlite, whatever happens', async () => {
    const { folder, close } = await copyFolder()
    onTestFinished(async () => close())
    const { sent, secrets } = await requests()
    const { port, terminate } = await startApi({ ...api(), folder, waits: true })
    await send(port, sent)
    expect(await terminate()).toMatchObject({ uses: 6, health: { written: 6 } })
    expectNone(await bytesIn(folder), secrets)
  })

  it('is in the spool, and in those of a server', async () => {
    const server = await startPostgres()
    const spool = await temporaryFolder()
    const { sent, secrets } = await requests()
    const options = { ...api(), port: server.port, database: 'postgres', spool }
    try {
      await server.kill()
      const spooling = await startApi(options)
      await send(spooling.port, sent)
      expect(await spooling.terminate()).toMatchObject({ uses: 6, health: { spooled: 6, lost: 0 } })
      expectNone(await bytesIn(spool), secrets)
      await server.start()
      const recording = await startApi({ ...options, waits: true })
      const again = await requests()
      await send(recording.port, again.sent)
      expect(await recording.terminate()).toMatchObject({ health: { written: 12, spooled: 0 } })
      const pool = poolTo(server.port, 'postgres')
      await pool.query('CHECKPOINT')
      const { rows } = await pool.query('SHOW data_directory')
      await pool.end()
      const [{ data_directory: folder }] = rows as [{ data_directory: string }]
      expectNone(await bytesIn(folder), new Map([...secrets, ...again.secrets]))
    } finally {
      await server.close()
    }
  })
})
