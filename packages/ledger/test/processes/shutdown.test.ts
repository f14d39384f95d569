import { KINDS } from '@countersign/test-servers/vitest'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { load, startApi, type Closing } from '../support/api-process.js'
import { startRecording } from '../support/recording-process.js'
import { storeOf } from '../support/stores.js'

const AUDIENCE = 'https://rs.example'

let provider: TestIdentityProvider
let requests: readonly string[]

beforeAll(async () => {
  provider = await createTestIdentityProvider({ audience: AUDIENCE })
  const tokens = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => provider.token({ sub: `subject ${index}` })),
  )
  requests = tokens.map(
    (token, index) =>
      `GET /orders/${index} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nUser-Agent: curl/8\r\n\r\n`,
  )
})
afterAll(async () => provider?.close())

// A hundred thousand take minutes.
const ENOUGH = process.env['COUNTERSIGN_FULL']
  ? { PostgreSQL: 100_000, PGlite: 100_000 }
  : { PostgreSQL: 25_000, PGlite: 6_000 }

it.each(KINDS)(
  'an API that is told to end under load has every use of a token in the record, on %s',
  async (kind) => {
    const store = await storeOf(kind)
    const { issuer, jwks: keys } = provider
    const api = await startApi({ ...store.options, issuer, audience: AUDIENCE, keys, waits: true })
    let closing: Promise<Closing> | undefined
    const answers = await load(api.port, requests, (count) => {
      if (count >= ENOUGH[kind]) closing ??= api.terminate()
    })
    const { uses, health } = (await closing) as Closing
    expect(answers).toBeGreaterThanOrEqual(ENOUGH[kind])
    expect(uses).toBeGreaterThanOrEqual(answers)
    expect(health).toMatchObject({ state: 'closed', waiting: 0, lost: 0 })
    expect(health.written + health.spooled).toBe(uses)
    // What there was no time for any more waits on the disk.
    const next = await startRecording(store.options)
    await next.ask('flush')
    expect(await next.ask('verify')).toMatchObject({ ok: true, uses, chains: 20 })
    await next.ask('close')
  },
  300_000,
)
