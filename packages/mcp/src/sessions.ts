import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Authentication } from '@countersign/core'
import { contextFrom } from './auth-of.js'

/**
 * Makes the identifier of a new MCP session, for the SDK's `sessionIdGenerator`: random, and of use
 * only to who opened it. `mcpAuth` refuses it from any other subject, client or issuer.
 *
 * `source`: the request that opens it, or its AuthInfo. Without credentials, it is anybody's who has
 * none. Nothing is kept: the identifier says itself whose it is, in a digest.
 */
export function sessionIdFor(source: object | undefined): string {
  const random = randomBytes(16).toString('base64url')
  return `${random}.${digest(random, contextFrom(source)?.auth)}`
}

/** Whether a session was opened by the same subject, through the same client of the same issuer. */
export function isOwnSession(id: string, auth: Authentication<unknown> | undefined): boolean {
  const [random = '', claimed = '', ...rest] = id.split('.')
  const expected = digest(random, auth)
  if (rest.length > 0 || random === '' || claimed.length !== expected.length) return false
  return timingSafeEqual(Buffer.from(claimed, 'latin1'), Buffer.from(expected, 'latin1'))
}

function digest(random: string, auth: Authentication<unknown> | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([random, ...(auth ? ownerOf(auth) : [])]))
    .digest('base64url')
}

/** Who says nothing of itself shares its session with nobody. */
function ownerOf({ issuer, subject, clientId, token }: Authentication<unknown>): unknown[] {
  if (subject === undefined && clientId === undefined) return [issuer, null, null, token]
  return [issuer, subject ?? null, clientId ?? null]
}
