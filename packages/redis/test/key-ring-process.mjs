// An instance of an issuer in a process of its own, with a verifier beside it, by a clock that its parent
// moves. Built, and not compiled on the way: what a user would run.
import { createServer } from 'node:http'
import { createVerifier } from '@countersign/core'
import { createIssuer, createKeyRing } from '@countersign/issuer'
import { redisKeyStore } from '@countersign/redis'
import { Redis } from 'ioredis'

const settings = JSON.parse(process.argv[2])
const { redisPort, secret, issuer: name, audience, times } = settings
let { now } = settings
const clock = () => now

const redis = new Redis(redisPort, '127.0.0.1', { retryStrategy: () => 20 })
const store = redisKeyStore(redis, { secret, timeout: 4_000 })
const keys = await createKeyRing({ store, clock, ...times })
const issuer = createIssuer({ issuer: name, audience, keys, clock, lifetime: 3_600 })
let verifier

const tasks = {
  set: (milliseconds) => (now = milliseconds),
  trust(url) {
    verifier = createVerifier({ issuer: name, audience, keys: new URL(url), clock })
  },
  issue: async (count) =>
    Promise.all(
      Array.from({ length: count }, async () => issuer.issue({ subject: 'u', clientId: 'c' })),
    ),
  /** Why tokens were refused. */
  verify: async (tokens) => (await Promise.all(tokens.map(refusal))).filter(Boolean),
  rotate: async () => keys.rotate(),
  status: async () => keys.ready().then(() => keys.status()),
}

async function refusal(token) {
  try {
    await verifier.verifyToken(token)
    return undefined
  } catch (error) {
    return String(error.reason ?? error)
  }
}

async function answer({ id, task, input }) {
  try {
    process.send({ id, output: await tasks[task](input) })
  } catch (error) {
    process.send({ id, error: String(error) })
  }
}

process.on('message', (message) => void answer(message))

const server = createServer(issuer.handler)
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.once('disconnect', () => process.exit())
