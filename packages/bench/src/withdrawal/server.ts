import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier, isAuthError } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import { redisRevocationList } from '@countersign/redis'
import { Redis } from 'ioredis'
import { ISSUER } from '../access-tokens.js'
import { AUDIENCE } from '../providers.js'

// A program of its own: an API that is told of withdrawals by Redis, and by nobody else.

/** How a list learns what is new. */
export type Way = 'poll' | 'blocking' | 'strict'

export interface ServerOrder {
  readonly path: string
  readonly way: Way
  readonly key: SigningKey['publicJwk']
}

const { path, way, key } = JSON.parse(process.argv[2] ?? '') as ServerOrder
const redis = new Redis(path)
const revocation = redisRevocationList(redis, {
  settle: 0,
  prefix: `${way}:`,
  mode: way === 'strict' ? 'strict' : 'snapshot',
  ...(way === 'blocking' && { blocking: redis.duplicate() }),
})
const keys = { keys: [key] }
const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, revocation })
await revocation.ready()

const server = createServer(({ method = '', url = '', headers, headersDistinct, socket }, res) => {
  const { remoteAddress } = socket
  const request = { method, url, headers, headersDistinct, secure: false, remoteAddress, socket }
  verifier.verifyRequest(request).then(
    () => res.end('{}'),
    (error: unknown) => {
      res.writeHead(isAuthError(error) ? error.status : 500, { 'content-length': 0 }).end()
    },
  )
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
