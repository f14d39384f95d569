/** What authenticators write: whole numbers, texts, bytes, maps, lists. */
export type CborValue =
  | number
  | string
  | Uint8Array
  | ReadonlyMap<number | string, CborValue>
  | readonly CborValue[]

/** Encodes a value as CBOR (RFC 8949), in its shortest form. */
export function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([head(3, bytes.length), bytes])
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Map) {
    const entries = [...value].flatMap(([key, item]) => [cbor(key), cbor(item)])
    return Buffer.concat([head(5, value.size), ...entries])
  }
  const items = value as readonly CborValue[]
  return Buffer.concat([head(4, items.length), ...items.map((item) => cbor(item))])
}

function head(type: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(type << 5) | count])
  if (count < 256) return Buffer.from([(type << 5) | 24, count])
  if (count < 65_536) return Buffer.from([(type << 5) | 25, count >> 8, count & 255])
  const bytes = Buffer.alloc(5)
  bytes[0] = (type << 5) | 26
  bytes.writeUInt32BE(count, 1)
  return bytes
}
