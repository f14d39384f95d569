import { createHash } from 'node:crypto'
import type { Settings } from '../../settings.js'

/**
 * What passkeys keep of the person (WebAuthn §5.4.3): the same for all of their devices, and not their name.
 */
export function userHandle(settings: Settings, subject: string): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify([settings.issuer, subject])
  return Uint8Array.from(createHash('sha256').update(text).digest())
}
