const SEQUENCE = 0x30
const INTEGER = 0x02
/** From this length on, DER has a byte that tells how many bytes the length has. */
const LONG = 0x80

/**
 * Writes an ECDSA signature of two numbers of equal length (RFC 7518 §3.4) as OpenSSL has it: the DER
 * of ECDSA-Sig-Value (RFC 3279 §2.2.3).
 *
 * Node would do the same with `dsaEncoding`. But told anything beside the key, Node 24 makes a copy of
 * the key for each verification, which takes longer than a quarter of it.
 */
export function toDer(signature: Buffer): Buffer {
  const half = signature.length / 2
  const [r, s] = [firstByte(signature, 0, half), firstByte(signature, half, half * 2)]
  const [rLength, sLength] = [sizeOf(signature, r, half), sizeOf(signature, s, half * 2)]
  const length = rLength + sLength + 4
  const header = length < LONG ? [SEQUENCE, length] : [SEQUENCE, LONG + 1, length]
  const der = Buffer.alloc(header.length + length)
  der.set(header)
  writeInteger(der, header.length, rLength, signature.subarray(r, half))
  writeInteger(der, header.length + 2 + rLength, sLength, signature.subarray(s))
  return der
}

/** Where a number begins that ends there: behind its leading zeros, of which it keeps one if it is 0. */
function firstByte(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end - 1 && bytes[at] === 0) at++
  return at
}

/** A number whose first bit is set gets a zero in front: it would be a negative one. */
function sizeOf(bytes: Buffer, start: number, end: number): number {
  return end - start + ((bytes[start] ?? 0) >>> 7)
}

function writeInteger(der: Buffer, at: number, length: number, value: Buffer): void {
  der[at] = INTEGER
  der[at + 1] = length
  der.set(value, at + 2 + length - value.length)
}
