// An issuer in a process of its own, built and not compiled on the way: what a user would run.
import { createIssuer, generateSigningKey, GrantError } from '@countersign/issuer'
import { redisRefreshTokenStore } from '@countersign/redis'
import { Redis } from 'ioredis'

const redis = new Redis(Number(process.argv[2]), '127.0.0.1', { retryStrategy: () => 20 })
redis.on('error', () => undefined)
const issuer = createIssuer({
  issuer: 'https://id.example',
  audience: 'https://rs.example',
  keys: [await generateSigningKey()],
  refresh: { store: redisRefreshTokenStore(redis, { timeout: 4_000 }) },
})

const client = { clientId: 'c1' }
const ASKED = {
  grant: async () => issuer.grant({ subject: 'u1', ...client }),
  refresh: async (token) => issuer.refresh(token, client),
}

async function answer({ id, ask, token }) {
  try {
    const { refreshToken } = await ASKED[ask](token)
    process.send({ id, outcome: 'granted', refreshToken })
  } catch (error) {
    process.send({ id, outcome: error instanceof GrantError ? error.reason : error.name })
  }
}

process.on('message', (message) => void answer(message))
process.once('disconnect', () => process.exit())
process.send('ready')
