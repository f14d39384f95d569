import { readSpoolName } from './spool-name.js'

/** What a file takes on the disk at least: many small ones must not be free. */
const BLOCK = 4_096

/** What is known to be in the folder of a spool. */
export class SpoolList {
  readonly #bytesOf = new Map<string, number>()
  #bytes = 0
  #uses = 0
  #batches = 0

  get uses(): number {
    return this.#uses
  }

  get batches(): number {
    return this.#batches
  }

  has(name: string): boolean {
    return this.#bytesOf.has(name)
  }

  names(): readonly string[] {
    return [...this.#bytesOf.keys()]
  }

  /** The names of batches that wait. */
  waiting(): readonly string[] {
    return this.names().filter((name) => readSpoolName(name) !== undefined)
  }

  hasRoom(bytes: number, most: number): boolean {
    return this.#bytes + blocks(bytes) <= most
  }

  add(name: string, bytes: number): void {
    if (this.#bytesOf.has(name)) return
    this.#bytesOf.set(name, blocks(bytes))
    this.#count(name, blocks(bytes), 1)
  }

  remove(name: string): void {
    const bytes = this.#bytesOf.get(name)
    if (bytes === undefined) return
    this.#bytesOf.delete(name)
    this.#count(name, bytes, -1)
  }

  clear(): void {
    for (const name of this.names()) this.remove(name)
  }

  #count(name: string, bytes: number, sign: 1 | -1): void {
    const batch = readSpoolName(name)
    this.#bytes += sign * bytes
    this.#uses += sign * (batch?.uses ?? 0)
    this.#batches += sign * (batch ? 1 : 0)
  }
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK
}
