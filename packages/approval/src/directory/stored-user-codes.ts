import { hashOf, isCodeOf, type CodeHash } from './code-hash.js'
import type { UserCodes } from './directory.js'
import { DirectoryUnavailable } from './directory-errors.js'
import { FewAtOnce } from './few-at-once.js'
import type { Store } from './store.js'
import { checkedName, isName, refused } from './values.js'

interface CodeRow {
  readonly salt: string
  readonly hash: string
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
}

const CODE = /^.{4,64}$/su

/** Hashes at once: each takes a thread of Node's four, and memory. Those who wait do so for few seconds. */
const HASHES = 2
const WAITING = 32

/** User codes in their table, hashed. */
export class StoredUserCodes implements UserCodes {
  readonly #store: Store
  readonly #table: string
  readonly #hashes = new FewAtOnce(HASHES, WAITING)

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.user_codes`
  }

  /** Refuses a code that has not 4 to 64 characters, or halves of surrogate pairs among them. */
  async set(subject: string, code: string | undefined): Promise<void> {
    const name = checkedName('subject', subject)
    if (code === undefined) {
      await this.#store.query(`DELETE FROM ${this.#table} WHERE subject = $1`, [name])
      return
    }
    if (!isCode(code)) throw refused('code', 'must have 4 to 64 characters')
    const { salt, hash, cost, blockSize, parallelization } = await this.#hashed(async () =>
      hashOf(code),
    )
    await this.#store.query(
      `INSERT INTO ${this.#table} (subject, salt, hash, cost, block_size, parallelization)
       VALUES ($1, decode($2, 'hex'), decode($3, 'hex'), $4::integer, $5::integer, $6::integer)
       ON CONFLICT (subject) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, cost = excluded.cost,
         block_size = excluded.block_size, parallelization = excluded.parallelization`,
      [name, hex(salt), hex(hash), cost, blockSize, parallelization],
    )
  }

  async isSet(subject: string): Promise<boolean> {
    if (!isName(subject)) return false
    const rows = await this.#store.query(
      `SELECT 1::integer AS one FROM ${this.#table} WHERE subject = $1`,
      [subject],
    )
    return rows.length > 0
  }

  /** Takes as long for a person who has set none. What cannot be a code is none. */
  async matches(subject: string, code: string): Promise<boolean> {
    if (!isName(subject) || !isCode(code)) return false
    const [row] = await this.#store.query(
      `SELECT encode(salt, 'hex') AS salt, encode(hash, 'hex') AS hash, cost, block_size AS "blockSize",
         parallelization
       FROM ${this.#table} WHERE subject = $1`,
      [subject],
    )
    return this.#hashed(async () => isCodeOf(code, row && codeHashOf(row)))
  }

  async #hashed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#hashes.run(work)
    } catch (error) {
      throw new DirectoryUnavailable(error)
    }
  }
}

function isCode(code: unknown): code is string {
  return typeof code === 'string' && CODE.test(code) && !/\p{Surrogate}/u.test(code)
}

function codeHashOf(given: object): CodeHash {
  const { salt, hash, cost, blockSize, parallelization } = given as CodeRow
  return {
    salt: Buffer.from(salt, 'hex'),
    hash: Buffer.from(hash, 'hex'),
    cost,
    blockSize,
    parallelization,
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
