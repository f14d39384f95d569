import { createECDH, generateKeyPairSync } from 'node:crypto'

/** A public value of the client's, for a hello of TLS 1.3. */
export interface KeyShare {
  readonly group: number
  readonly publicValue: Buffer
}

const MAKERS: ReadonlyMap<number, () => Buffer> = new Map([
  [0x001d, () => montgomery(generateKeyPairSync('x25519'))],
  [0x0017, () => createECDH('prime256v1').generateKeys()],
  [0x0018, () => createECDH('secp384r1').generateKeys()],
  [0x0019, () => createECDH('secp521r1').generateKeys()],
  [0x001e, () => montgomery(generateKeyPairSync('x448'))],
])

/** The groups that {@link createKeyShare} can make a value in. */
export const SHAREABLE_GROUPS: readonly number[] = [...MAKERS.keys()]

/** A new value, whose private key nobody keeps: no handshake is ever completed with it. */
export function createKeyShare(group: number): KeyShare {
  const make = MAKERS.get(group)
  if (!make) throw new TypeError(`no key can be made in group ${group}`)
  return { group, publicValue: make() }
}

function montgomery({ publicKey }: ReturnType<typeof generateKeyPairSync>): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
}
