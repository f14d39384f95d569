import { constants } from 'node:fs'
import * as fileSystem from 'node:fs/promises'
import { join } from 'node:path'
import { OLDEST_BATCH } from '../batch-memory.js'
import type { Batch } from '../use.js'
import { createFile, createFileNow, type SpoolFile, type SpoolFiles } from './spool-disk.js'
import { batchOf, spoolText } from './spool-file.js'
import { readSpoolName, spoolName, TEMPORARY } from './spool-name.js'
import { SpoolList } from './spool-list.js'

export interface SpoolParts {
  readonly folder: string
  readonly maxBytes: number
  readonly clock: () => number
  readonly files?: SpoolFiles
  readonly createNow?: typeof createFileNow
  /** Uses cannot be read any more. */
  onLost(uses: number, error: Error): void
}

/** A batch in a file. */
export interface SpooledBatch {
  readonly name: string
  readonly batch: Batch
}

/** Bytes of the largest file that is looked into; no batch takes more, whatever the names in it are. */
export const LARGEST: number = 2 ** 27
/** Milliseconds after which nobody is still writing a temporary file. */
const ABANDONED = 600_000

/**
 * A folder of batches that wait: one file each, whole or not there at all, and never changed. Any number of
 * processes write and drain it. A batch that two of them take is recognised by its id.
 */
export class Spool {
  readonly #parts: SpoolParts
  readonly #files: SpoolFiles
  readonly #list = new SpoolList()
  /** Names to look into, the oldest first; what came since is found when they are through. */
  #next: string[] = []
  /** Files that cannot be removed: they are through all the same. */
  readonly #finished = new Set<string>()
  #hasLooked = false
  #time = 0
  #sequence = 0

  constructor(parts: SpoolParts) {
    this.#parts = parts
    this.#files = parts.files ?? fileSystem
  }

  /** Whether it is known what is there. */
  get isReady(): boolean {
    return this.#hasLooked
  }

  /** Uses that wait, as far as is known. */
  get uses(): number {
    return this.#list.uses
  }

  /** Batches that wait, as far as is known. */
  get batches(): number {
    return this.#list.batches
  }

  /** Gives the name of a batch once it is on the disk; rejects where it may not be. */
  async write(batch: Batch): Promise<string> {
    if (!this.#hasLooked) await this.look()
    const file = this.#fileOf(batch)
    await this.#create(file)
    this.#list.add(file.name, Buffer.byteLength(file.text))
    return file.name
  }

  /** The same, and nothing else happens meanwhile; throws where it may not be. */
  writeNow(batch: Batch): void {
    const { createNow = createFileNow } = this.#parts
    const file = this.#fileOf(batch)
    createNow(file)
    this.#list.add(file.name, Buffer.byteLength(file.text))
  }

  /** The batch that has waited longest; `undefined`: none waits. */
  async oldest(): Promise<SpooledBatch | undefined> {
    for (;;) {
      if (this.#next.length === 0) await this.look()
      const [name] = this.#next
      if (name === undefined) return undefined
      const batch = await this.#read(name)
      if (batch) return { name, batch }
      this.#forget(name)
    }
  }

  /** A batch is in the database. */
  async remove(name: string): Promise<void> {
    this.#forget(name)
    await this.#unlink(name)
  }

  /** Keeps a batch that the database will never take; false: it was there already. */
  async setAside(batch: Batch): Promise<boolean> {
    const name = `${batch.id}.refused`
    const known = await this.#files.readdir(this.#parts.folder)
    if (known.includes(name)) return false
    const { folder } = this.#parts
    const text = spoolText(batch)
    await this.#create({ folder, name, text })
    this.#list.add(name, Buffer.byteLength(text))
    return true
  }

  /** Finds out what is there, of whichever process. */
  async look(): Promise<void> {
    const before = this.#list.names()
    const names = new Set(await this.#names())
    for (const name of before) if (!names.has(name)) this.#list.remove(name)
    for (const name of names) if (!this.#list.has(name)) await this.#notice(name)
    this.#next = this.#list
      .waiting()
      .filter((name) => !this.#finished.has(name))
      .toSorted()
    const newest = readSpoolName(this.#next.at(-1) ?? '')
    // Also where the clock was set back: what comes now is behind what is there.
    this.#time = Math.max(this.#time, newest ? newest.time + 1 : 0)
    this.#hasLooked = true
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await this.#files.readdir(this.#parts.folder)
    } catch (error) {
      if (!isMissing(error)) throw error
      await this.#makeFolder()
      return []
    }
  }

  async #notice(name: string): Promise<void> {
    if (this.#finished.has(name)) return
    try {
      const { size, mtimeMs } = await this.#files.lstat(this.#path(name))
      if (!name.endsWith(TEMPORARY)) this.#list.add(name, size)
      else if (Date.now() - mtimeMs > ABANDONED) await this.#unlink(name)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }

  async #unlink(name: string): Promise<void> {
    try {
      await this.#files.unlink(this.#path(name))
    } catch (error) {
      if (!isMissing(error)) this.#finished.add(name)
    }
  }

  async #read(name: string): Promise<Batch | undefined> {
    const { id = '', uses, time = 0 } = readSpoolName(name) ?? {}
    try {
      if (time < this.#parts.clock() - OLDEST_BATCH)
        throw new Error('a file in the spool is so old that it may have been written')
      const batch = batchOf(await this.#textOf(name), id)
      if (batch.uses.length === uses) return batch
      throw new Error('a file in the spool has another name')
    } catch (error) {
      if (isMissing(error)) return undefined
      // Too many files are open: that is not the fault of this one.
      if (/^E[MN]FILE$/.test(codeOf(error))) throw error
      if (await this.#condemn(name, error)) this.#parts.onLost(uses ?? 0, error as Error)
      return undefined
    }
  }

  async #textOf(name: string): Promise<string> {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    const file = await this.#files.open(this.#path(name), flags)
    try {
      const stats = await file.stat()
      if (!stats.isFile() || stats.size > LARGEST) throw new Error('a file in the spool is none')
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  }

  /**
   * Nobody trusts it, and nobody removes it: somebody has to look at it. False: another process has done
   * this already, and told of it. Rejects where it is the disk that fails, and not the file.
   */
  async #condemn(name: string, reason: unknown): Promise<boolean> {
    try {
      await this.#files.rename(this.#path(name), this.#path(`${name}.bad`))
      return true
    } catch (error) {
      if (isMissing(error)) return false
      if (hasCode(reason)) throw reason
      this.#finished.add(name)
      return true
    }
  }

  /** In the order of these calls, whenever it is written. */
  #fileOf(batch: Batch): SpoolFile {
    const text = spoolText(batch)
    const { folder, maxBytes, clock } = this.#parts
    if (!this.#list.hasRoom(Buffer.byteLength(text), maxBytes)) throw new Error('the spool is full')
    this.#time = Math.max(this.#time, Math.floor(clock()))
    return { folder, name: spoolName(batch, this.#time, this.#sequence++), text }
  }

  async #create(file: SpoolFile): Promise<void> {
    try {
      await createFile(this.#files, file)
    } catch (error) {
      if (!isMissing(error)) throw error
      await this.#makeFolder()
      await createFile(this.#files, file)
    }
  }

  /** It is gone, and with it what was in it. */
  async #makeFolder(): Promise<void> {
    const { uses } = this.#list
    this.#list.clear()
    this.#next = []
    if (uses > 0) this.#parts.onLost(uses, new Error('the folder of the spool was removed'))
    await this.#files.mkdir(this.#parts.folder, { recursive: true, mode: 0o700 })
  }

  #forget(name: string): void {
    if (this.#next[0] === name) this.#next.shift()
    this.#list.remove(name)
  }

  #path(name: string): string {
    return join(this.#parts.folder, name)
  }
}

function codeOf(error: unknown): string {
  return String((Object(error) as { code?: unknown }).code)
}

function hasCode(error: unknown): boolean {
  return codeOf(error) !== 'undefined'
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}
