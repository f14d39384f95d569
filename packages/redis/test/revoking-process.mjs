// An API in a process of its own, built and not compiled on the way, that withdraws when it is told to.
import { createServer } from 'node:http'
import { createVerifier, isAuthError } from '@countersign/core'
import { redisRevocationList } from '@countersign/redis'
import { Redis } from 'ioredis'

const [redisPort, issuer, audience, mode] = process.argv.slice(2)
const redis = new Redis(Number(redisPort), '127.0.0.1', { retryStrategy: () => 20 })
redis.on('error', () => undefined)
const revocation = redisRevocationList(redis, { mode, settle: 1, timeout: 1_000 })
const verifier = createVerifier({ issuer, audience, revocation })

const server = createServer((req, res) => {
  void answer(req, res)
})

async function answer({ method, url, headers, headersDistinct, socket }, res) {
  const { remoteAddress } = socket
  const request = { method, url, headers, headersDistinct, secure: false, remoteAddress, socket }
  try {
    // The back door of these tests: an API has its own way of being told.
    if (method === 'DELETE') await revocation.revoke({ issuer, tokenId: url.slice(1) })
    else await verifier.verifyRequest(request)
    res.end()
  } catch (error) {
    const { status, headers, reason } = isAuthError(error) ? error : { status: 500, headers: {} }
    res.writeHead(status, { ...headers }).end(reason)
  }
}

server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.once('disconnect', () => process.exit())
