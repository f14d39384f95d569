import { randomBytes } from 'node:crypto'
import { link, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { assertPrivateFolder, codeOf, openPrivateFile } from './private-files.js'
import { MAX_DOCUMENT_BYTES } from './key-store.js'

const NUMBER = /^[1-9]\d{0,14}$/
const TEMPORARY = /^([1-9]\d{0,14})\.[\da-f]{32}\.tmp$/

/**
 * The files of a ring. `path.7` is the seventh one: a name that is given once, by `link`, to a file that is
 * complete, so that of several who would decide what the seventh is, one does. The one with the highest
 * number counts; numbers below it are taken away, and never given again to any avail. `path` is another
 * name of the same file. A temporary file is called by the number that it is meant for.
 */
export class RingFiles {
  readonly path: string
  readonly #folder: string

  constructor(path: string) {
    this.path = path
    this.#folder = dirname(path)
  }

  numbered(number: number): string {
    return `${this.path}.${number}`
  }

  async assertFolder(): Promise<void> {
    await assertPrivateFolder(this.#folder)
  }

  /** The numbers that are given. */
  async numbers(): Promise<readonly number[]> {
    return (await this.#endings()).filter((ending) => NUMBER.test(ending)).map(Number)
  }

  /** A file of the ring, which is for its owner only; `undefined`: there is none. */
  async read(path: string): Promise<{ text: string; inode: string } | undefined> {
    const file = await openPrivateFile(path)
    if (!file) return undefined
    try {
      const { ino, size } = await file.stat({ bigint: true })
      if (size > MAX_DOCUMENT_BYTES) throw new Error(`"${path}" is too large for a key ring`)
      return { text: await file.readFile('utf8'), inode: String(ino) }
    } finally {
      await file.close()
    }
  }

  /** Writes a file under a name that nobody else has, and onto the disk. */
  async write(number: number, text: string): Promise<string> {
    const path = this.#temporary(number)
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    return path
  }

  /** Gives a file the number, unless another one has it. From then on it is the one that counts. */
  async decide(temporary: string, number: number): Promise<boolean> {
    const isFirst = await succeeds(link(temporary, this.numbered(number)), ['EEXIST', 'ENOENT'])
    if (!isFirst) return false
    if (Math.max(...(await this.numbers())) <= number) return true
    // Long decided, and taken away since. It counts for nobody: there is a higher one.
    await this.remove(this.numbered(number))
    return false
  }

  /** Lets `path` be the file of that number, unless it has been taken away for a newer one. */
  async publish(number: number): Promise<void> {
    const temporary = this.#temporary(number)
    try {
      const isThere = await succeeds(link(this.numbered(number), temporary), ['ENOENT'])
      if (isThere) await succeeds(rename(temporary, this.path), ['ENOENT'])
    } finally {
      // `rename` leaves both names where they are names of one file already.
      await this.remove(temporary)
    }
  }

  /** Takes away what came before a number, and what was left of those who would have had it or one below. */
  async cleanUp(number: number): Promise<void> {
    for (const ending of await this.#endings()) {
      const left = TEMPORARY.exec(ending)
      const isOld = left
        ? Number(left[1]) <= number
        : NUMBER.test(ending) && Number(ending) < number
      if (isOld) await this.remove(`${this.path}.${ending}`)
    }
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true })
  }

  /** Names are on the disk only once their folder is. */
  async syncFolder(): Promise<void> {
    if (process.platform === 'win32') return
    const folder = await open(this.#folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }

  #temporary(number: number): string {
    return `${this.path}.${number}.${randomBytes(16).toString('hex')}.tmp`
  }

  /** What stands behind `path.` in the names of the folder. */
  async #endings(): Promise<readonly string[]> {
    const start = `${basename(this.path)}.`
    const names = await readdir(this.#folder)
    return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length))
  }
}

/** Whether it is done; `false`: it failed in one of these ways. */
async function succeeds(work: Promise<void>, codes: readonly string[]): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (codes.includes(codeOf(error))) return false
    throw error
  }
}
