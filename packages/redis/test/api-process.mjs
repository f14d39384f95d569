// An API in a process of its own, built and not compiled on the way: what a user would run.
import { createServer } from 'node:http'
import { createVerifier, isAuthError } from '@countersign/core'
import { redisReplayStore } from '@countersign/redis'
import { Redis } from 'ioredis'

const [redisPort, issuer, audience] = process.argv.slice(2)
const redis = new Redis(Number(redisPort), '127.0.0.1', { retryStrategy: () => 20 })
redis.on('error', () => undefined)
const replay = redisReplayStore(redis, { clockMargin: 0, timeout: 2_000 })
// No skew: a proof cannot have been used before it was made, so that recovery takes no time.
const verifier = createVerifier({ issuer, audience, replay, dpop: { mode: 'require', skew: 0 } })

const server = createServer((req, res) => {
  void answer(req, res)
})

async function answer({ method, url, headers, headersDistinct, socket }, res) {
  const { remoteAddress } = socket
  const request = { method, url, headers, headersDistinct, secure: false, remoteAddress, socket }
  try {
    const auth = await verifier.verifyRequest(request)
    res.end(auth.subject)
  } catch (error) {
    const { status, headers, reason } = isAuthError(error) ? error : { status: 500, headers: {} }
    // For the tests, which have to tell one 401 from another. An API says nothing of it.
    res.writeHead(status, { ...headers }).end(reason)
  }
}

// None is closed for having been idle, just when a client takes it up again.
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.once('disconnect', () => process.exit())
