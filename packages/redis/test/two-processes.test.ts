import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  createProofKey,
  createTestIdentityProvider,
  proof,
  type ProofKey,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedis, type RedisServer } from './redis-server.js'

const AUDIENCE = 'https://rs.example'

let server: RedisServer
let provider: TestIdentityProvider
let children: ChildProcess[]
let origins: string[]
let key: ProofKey
let token: string

beforeAll(async () => {
  server = await startRedis()
  provider = await createTestIdentityProvider({ audience: AUDIENCE })
  key = await createProofKey()
  token = await provider.token({ cnf: { jkt: key.thumbprint } })
  const program = fileURLToPath(new URL('api-process.mjs', import.meta.url))
  const args = [String(server.port), provider.issuer, AUDIENCE]
  // Without the condition that leads to the sources, which these tests run on.
  children = [fork(program, args, { execArgv: [] }), fork(program, args, { execArgv: [] })]
  const ports = await Promise.all(children.map((child) => once(child, 'message')))
  origins = ports.map(([port]) => `http://127.0.0.1:${port}`)
})
afterAll(async () => {
  for (const child of children) child.disconnect()
  await provider.close()
  await server.close()
})

/** Asks both processes in turn, all at once; gives the statuses. */
async function use(made: string, times: number): Promise<readonly number[]> {
  const headers = { authorization: `DPoP ${token}`, dpop: made }
  return Promise.all(
    Array.from({ length: times }, async (_, at) => {
      const response = await fetch(`${origins[at % origins.length]}/orders`, { headers })
      await response.arrayBuffer()
      return response.status
    }),
  )
}

/** A proof that says when it was made to the millisecond. */
function newProof(): string {
  const iat = Date.now() / 1000
  return proof(key, { url: `${AUDIENCE}/orders`, token, claims: { iat } })
}

const count = (statuses: readonly number[], status: number): number =>
  statuses.filter((one) => one === status).length

describe('two processes that share a Redis', () => {
  it('take a proof once, of fifty that come at the same time', async () => {
    // Their memory begins with the first proof, which may have been made before that.
    await use(newProof(), 2)
    const statuses = await use(newProof(), 50)
    expect([count(statuses, 200), count(statuses, 401)]).toEqual([1, 49])
  })

  it('take none twice when it is killed and started, and go on by themselves', async () => {
    const used = newProof()
    expect(count(await use(used, 2), 200)).toBe(1)
    await server.kill()
    const away = await use(newProof(), 4)
    expect(count(away, 503)).toBe(4)
    await server.start()
    const again = await use(used, 10)
    expect(count(again, 200)).toBe(0)
    expect(count(again, 503)).toBe(10)
    await expect.poll(async () => count(await use(newProof(), 2), 200)).toBe(1)
  })
})
