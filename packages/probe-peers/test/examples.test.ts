import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { probe } from 'countersign'
import { startApi as startExpress } from 'example-express-api'
import { startApi as startKoa } from 'example-koa-api'
import { startApi as startNest } from 'example-nestjs-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const AUDIENCE = 'https://orders.example.com'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ audience: AUDIENCE })
})
afterAll(() => idp.close())

describe.each([
  { name: 'Express', startApi: startExpress },
  { name: 'Koa', startApi: startKoa },
  { name: 'Nest', startApi: startNest },
])('the example API on $name', ({ startApi }) => {
  it('has no findings in the whole set', async () => {
    const api = await startApi({ issuer: idp.issuer })
    try {
      const report = await probe({
        url: `${api.url}/orders`,
        provider: idp,
        claims: { tenant: 'acme', scope: 'orders:read' },
      })
      expect(report.findings).toEqual([])
      expect(report).toMatchObject({ verdict: 'clean', calibration: { dpop: 'accepted' } })
      expect(report.counts.requests).toBeGreaterThan(1000)
    } finally {
      await api.close()
    }
  })
})
