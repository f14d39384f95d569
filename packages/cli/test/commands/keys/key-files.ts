import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { run } from '../../../src/run.js'
import { fakeIo, type FakeIoOptions } from '../../fake-io.js'

/** A folder of one test, and the command with its files there. */
export interface KeyFolder {
  path(name: string): string
  put(name: string, content: string | Uint8Array | object): Promise<string>
  /** The access mode of a file. */
  mode(name: string): Promise<number>
}

export async function keyFolder(): Promise<KeyFolder> {
  const folder = await temporaryFolder()
  const path = (name: string): string => join(folder, name)
  return {
    path,
    async put(name, content) {
      const isRaw = typeof content === 'string' || content instanceof Uint8Array
      await writeFile(path(name), isRaw ? content : JSON.stringify(content), { mode: 0o600 })
      return path(name)
    },
    mode: async (name) => (await stat(path(name))).mode & 0o777,
  }
}

/** What a command came to. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly json: () => unknown
}

/** Runs `countersign keys` with these arguments. */
export async function keys(args: readonly string[], options?: FakeIoOptions): Promise<Ran> {
  const io = fakeIo(options)
  const code = await run(['keys', ...args], io)
  return { code, out: io.out(), err: io.err(), json: () => io.json() }
}
