import { createECDH } from 'node:crypto'
import { ConfigError } from '@countersign/core'
import { decode } from './subscription-keys.js'

/** What a push service knows a server by (RFC 8292): a pair of P-256. */
export interface VapidKeys {
  /** What pages subscribe by: 65 bytes as base64url. */
  readonly publicKey: string
  /** 32 bytes as base64url. */
  readonly privateKey: string
}

const POINT_BYTES = 65
const SCALAR_BYTES = 32

/** Makes a pair of keys for {@link webPush}. Keep it: subscriptions are bound to it, and end with it. */
export function generateVapidKeys(): VapidKeys {
  const ecdh = createECDH('prime256v1')
  const publicKey = ecdh.generateKeys('base64url')
  // Without leading zeros, one in 256 would be of fewer bytes.
  const scalar = ecdh.getPrivateKey()
  const padded = Buffer.concat([Buffer.alloc(SCALAR_BYTES - scalar.length), scalar])
  return { publicKey, privateKey: padded.toString('base64url') }
}

/** A pair that was checked. */
export interface CheckedKeys {
  readonly publicKey: string
  readonly scalar: Buffer
  readonly jwk: {
    readonly kty: 'EC'
    readonly crv: 'P-256'
    readonly x: string
    readonly y: string
    readonly d: string
  }
}

/** Checks that both are keys, and belong together; throws a ConfigError that says nothing of them. */
export function checkVapidKeys({ publicKey, privateKey }: Partial<VapidKeys>): CheckedKeys {
  const point = decode(publicKey, POINT_BYTES)
  const scalar = decode(privateKey, SCALAR_BYTES)
  const how = 'as generateVapidKeys() makes it'
  if (point === undefined)
    throw new ConfigError('publicKey', `must be 65 bytes of base64url, ${how}`)
  if (scalar === undefined)
    throw new ConfigError('privateKey', `must be 32 bytes of base64url, ${how}`)
  if (!publicKeyOf(scalar)?.equals(point)) {
    throw new ConfigError('publicKey', 'must be the public key of "privateKey"')
  }
  return {
    // In the one spelling, which pages compare with that of the subscription they have.
    publicKey: point.toString('base64url'),
    scalar,
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: point.toString('base64url', 1, 33),
      y: point.toString('base64url', 33),
      d: scalar.toString('base64url'),
    },
  }
}

function publicKeyOf(scalar: Buffer): Buffer | undefined {
  const ecdh = createECDH('prime256v1')
  try {
    ecdh.setPrivateKey(scalar)
  } catch {
    // Zero, or beyond the order of the curve.
    return undefined
  }
  return ecdh.getPublicKey()
}
