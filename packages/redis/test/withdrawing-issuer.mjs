// An issuer in a process of its own, built and not compiled on the way, that tells a list in Redis of the
// grants whose refresh tokens are used twice.
import { createServer } from 'node:http'
import { createIssuer, generateSigningKey, GrantError } from '@countersign/issuer'
import { redisRefreshTokenStore, redisRevocationList } from '@countersign/redis'
import { Redis } from 'ioredis'

const [redisPort, audience] = process.argv.slice(2)
const redis = new Redis(Number(redisPort), '127.0.0.1', { retryStrategy: () => 20 })
redis.on('error', () => undefined)
const revocation = redisRevocationList(redis, { settle: 0, timeout: 4_000 })
const client = { clientId: 'c1' }
let issuer

const tasks = {
  grant: async () => issuer.grant({ subject: 'u1', ...client }),
  refresh: async (token) => issuer.refresh(token, client),
}

async function answer({ id, ask, token }) {
  try {
    process.send({ id, outcome: 'granted', ...(await tasks[ask](token)) })
  } catch (error) {
    process.send({ id, outcome: error instanceof GrantError ? error.reason : error.name })
  }
}

process.on('message', (message) => void answer(message))
process.once('disconnect', () => process.exit())

const keys = [await generateSigningKey()]
const server = createServer((req, res) => issuer.handler(req, res))
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => {
  const name = `http://127.0.0.1:${server.address().port}`
  const refresh = { store: redisRefreshTokenStore(redis, { timeout: 4_000 }) }
  issuer = createIssuer({ issuer: name, audience, keys, refresh, revocation })
  process.send({ issuer: name })
})
