import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** What is kept of a user code, with all that is needed to compare another one with it. */
export interface CodeHash {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
}

type Cost = Pick<CodeHash, 'cost' | 'blockSize' | 'parallelization'>

/** 32 MiB each time: few people's codes are long enough to do without. */
const COST: Cost = { cost: 32_768, blockSize: 8, parallelization: 1 }
const MOST_MEMORY = 64 * 1024 * 1024
/** Bytes. */
const SALT = 16
const HASH = 32

export async function hashOf(code: string): Promise<CodeHash> {
  const salt = randomBytes(SALT)
  return { ...COST, salt, hash: await derived(code, salt, COST) }
}

/** Takes as long where there is nothing to compare with. */
export async function isCodeOf(code: string, kept: CodeHash | undefined): Promise<boolean> {
  const { salt, hash, ...cost } = kept ?? {
    ...COST,
    salt: randomBytes(SALT),
    hash: randomBytes(HASH),
  }
  const found = await derived(code, salt, cost)
  const isEqual = found.length === hash.length && timingSafeEqual(found, hash)
  return kept !== undefined && isEqual
}

async function derived(
  code: string,
  salt: Uint8Array,
  { cost, blockSize, parallelization }: Cost,
): Promise<Uint8Array> {
  const options: ScryptOptions = { cost, blockSize, parallelization, maxmem: MOST_MEMORY }
  return new Promise((resolve, reject) => {
    scrypt(code, salt, HASH, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
