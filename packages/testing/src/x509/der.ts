/** One DER element. Lengths up to 64 KiB. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content])
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  return [0x82, length >> 8, length & 0xff]
}

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return element(0x30, ...items)
}

/** A non-negative INTEGER from its big-endian octets. */
export function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((octet) => octet !== 0)
  const digits = start === -1 ? Buffer.alloc(1) : Buffer.from(bytes.subarray(start))
  const sign = (digits[0] ?? 0) >= 0x80 ? [Buffer.alloc(1)] : []
  return element(0x02, ...sign, digits)
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(arc: number): number[] {
  const octets = [arc & 0x7f]
  for (let rest = arc >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80)
  return octets
}

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text))
}

/** Octets as a BIT STRING without unused bits. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(0x03, Buffer.alloc(1), bytes)
}

export function octetString(bytes: Uint8Array): Buffer {
  return element(0x04, bytes)
}
