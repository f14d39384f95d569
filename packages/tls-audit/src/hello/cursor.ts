import { Unreadable } from './unreadable.js'

/** Reads one structure from its beginning to its end, and never past it. */
export interface Cursor {
  number(octets: 1 | 2 | 3): number
  bytes(length: number): Buffer
  /** What stands behind a length of so many octets. */
  vector(octets: 1 | 2 | 3): Buffer
  readonly hasMore: boolean
  /** Throws unless everything has been read. */
  end(): void
}

/** @throws {@link Unreadable} from each of its methods, when there is less than asked for. */
export function createCursor(bytes: Buffer, what: string): Cursor {
  let position = 0
  const take = (length: number): Buffer => {
    if (length > bytes.length - position) throw new Unreadable(`It sent ${what} cut short.`)
    position += length
    return bytes.subarray(position - length, position)
  }
  const cursor: Cursor = {
    number: (octets) => take(octets).readUIntBE(0, octets),
    bytes: take,
    vector: (octets) => take(cursor.number(octets)),
    get hasMore() {
      return position < bytes.length
    },
    end() {
      if (cursor.hasMore) throw new Unreadable(`It sent ${what} with something behind it.`)
    },
  }
  return cursor
}
