/** The number that bytes are, the most significant one first. */
export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

/** The bytes of a number, at least so many, the most significant one first. */
export function bytesOf(value: bigint, length: number): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(Math.max(length * 2, hex.length + (hex.length % 2)), '0'), 'hex')
}

/** The same bytes the other way round: curves of Edwards have the least significant one first. */
export function reversed(bytes: Uint8Array): Buffer {
  return Buffer.from(Uint8Array.from(bytes).toReversed())
}
