// The y coordinates of the eight points of small order on edwards25519, little-endian, as hex.
// With such a public key a signature of R = identity, S = 0 fits every message, so that whoever
// gets one into a key set, or binds a token to one, has signed everything.
const SMALL_ORDER_Y = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
])

/** Whether an encoded Ed25519 point is of small order, or not in canonical form. */
export function isSmallOrder(point: Buffer): boolean {
  const y = Buffer.from(point)
  // The highest bit is the sign of x (RFC 8032 §5.1.2); it does not change the order.
  y.writeUInt8(y.readUInt8(31) & 0x7f, 31)
  return SMALL_ORDER_Y.has(y.toString('hex')) || !isBelowPrime(y)
}

/** y < 2^255 - 19; other spellings of a point would have other thumbprints (RFC 8032 §5.1.3). */
function isBelowPrime(y: Buffer): boolean {
  if (y.readUInt8(31) !== 0x7f) return true
  return y.subarray(1, 31).some((byte) => byte !== 0xff) || y.readUInt8(0) < 0xed
}
