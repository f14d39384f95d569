export function uint8(value: number): Buffer {
  return Buffer.from([value])
}

export function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

export function uint16s(values: readonly number[]): Buffer {
  return Buffer.concat(values.map(uint16))
}

/** Contents behind their length in so many octets (RFC 8446 §3.4). */
export function vector(octets: 1 | 2 | 3, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  const length = Buffer.alloc(octets)
  length.writeUIntBE(body.length, 0, octets)
  return Buffer.concat([length, body])
}
