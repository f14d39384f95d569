import { createHash, randomBytes } from 'node:crypto'

const MINUTE = 60_000
/** Places of a row; a power of two, so that 16 bits of a digest say which. */
const PLACES = 65_536

/**
 * How many refused uses of one subject are recorded in a minute: whoever has one token that has expired
 * could fill the disk otherwise.
 *
 * The table has a fixed size, so that nobody can fill it either. A subject counts in two places that only
 * this process can tell, and is over the limit where both are: others in one of them do not matter, and
 * however many subjects are attacked, the table as a whole lets in so many rows and no more.
 */
export class RefusalLimit {
  readonly #most: number
  readonly #key = randomBytes(16)
  readonly #first = new Uint16Array(PLACES)
  readonly #second = new Uint16Array(PLACES)
  #minute = Number.NaN

  constructor(mostInAMinute: number) {
    this.#most = mostInAMinute
  }

  /** Counts a use; false: it is one too many. */
  take(issuer: string, subject: string | undefined, now: number): boolean {
    this.#turn(Math.floor(now / MINUTE))
    const digest = createHash('sha256')
      .update(this.#key)
      .update(JSON.stringify([issuer, subject]))
      .digest()
    const first = digest.readUInt16LE(0)
    const second = digest.readUInt16LE(2)
    const counted = Math.min(this.#first[first] ?? 0, this.#second[second] ?? 0)
    if (counted >= this.#most) return false
    raise(this.#first, first, counted + 1)
    raise(this.#second, second, counted + 1)
    return true
  }

  #turn(minute: number): void {
    if (minute === this.#minute) return
    this.#minute = minute
    this.#first.fill(0)
    this.#second.fill(0)
  }
}

function raise(row: Uint16Array, place: number, count: number): void {
  row[place] = Math.max(row[place] ?? 0, count)
}
