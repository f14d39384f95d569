import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ownProcess, type RedisServer, startRedis } from '@countersign/test-servers'
import { createProofKey, createTestIdentityProvider, proof } from '@countersign/testing'

const AUDIENCE = 'https://rs.example'
const PROGRAM = fileURLToPath(new URL('api-process.mjs', import.meta.url))

/** Two APIs, each in a process of its own, the Redis that they share, and a client with a token for both. */
export interface ApiProcesses {
  readonly redis: RedisServer
  /** A proof that says when it was made to the millisecond. */
  newProof(): string
  /** Sends a proof to one of them; gives the outcome: one of three names, or else what came. */
  use(proof: string, api: number): Promise<string>
  /** Whether both are those that were started, and run. */
  areRunning(): boolean
  close(): Promise<void>
}

/** How often an outcome is among others. */
export function count(outcomes: readonly string[], outcome: string): number {
  return outcomes.filter((one) => one === outcome).length
}

export async function startApiProcesses(): Promise<ApiProcesses> {
  const redis = await startRedis()
  const provider = await createTestIdentityProvider({ audience: AUDIENCE })
  const key = await createProofKey()
  const token = await provider.token({ cnf: { jkt: key.thumbprint } })
  const args = [String(redis.port), provider.issuer, AUDIENCE]
  // Without the condition that leads to the sources, which these tests run on.
  const children = [fork(PROGRAM, args, { execArgv: [] }), fork(PROGRAM, args, { execArgv: [] })]
  const processes = children.map(ownProcess)
  const agent = new Agent({ keepAlive: true })
  const close = async (): Promise<void> => {
    agent.destroy()
    await Promise.all(processes.map((one) => one.kill()))
    await Promise.all([provider.close(), redis.close()])
  }
  try {
    const origins = await Promise.all(children.map(originOf))
    return {
      redis,
      newProof: () =>
        proof(key, { url: `${AUDIENCE}/orders`, token, claims: { iat: Date.now() / 1000 } }),
      async use(made, api) {
        const headers = { authorization: `DPoP ${token}`, dpop: made }
        const request = get(`${origins[api]}/orders`, { agent, headers })
        const [response] = (await once(request, 'response')) as [IncomingMessage]
        return outcomeOf(response)
      },
      areRunning: () => processes.every((one) => !one.hasEnded),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function originOf(child: ChildProcess): Promise<string> {
  const [port]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const hasEnded = child.exitCode !== null || child.signalCode !== null
  if (hasEnded) throw new Error('an API process has ended: have the packages been built?')
  return `http://127.0.0.1:${Number(port)}`
}

async function outcomeOf(response: IncomingMessage): Promise<string> {
  const { statusCode, headers } = response
  const body = await text(response)
  if (statusCode === 200) return 'accepted'
  if (statusCode === 401 && body === 'proof_replayed') return 'replayed'
  if (statusCode === 503 && /^[1-9]\d?$/.test(headers['retry-after'] ?? '')) return 'unavailable'
  return `${statusCode} ${body}`
}
