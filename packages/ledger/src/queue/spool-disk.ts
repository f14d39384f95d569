import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type * as fileSystem from 'node:fs/promises'
import { join } from 'node:path'
import { TEMPORARY } from './spool-name.js'

/** What is used of `node:fs/promises`. */
export type SpoolFiles = Pick<
  typeof fileSystem,
  'open' | 'rename' | 'unlink' | 'readdir' | 'lstat' | 'mkdir'
>

export interface SpoolFile {
  readonly folder: string
  readonly name: string
  readonly text: string
}

/** Comes back once a file is on the disk, as a whole and under its name; otherwise there is none. */
export async function createFile(
  files: SpoolFiles,
  { folder, name, text }: SpoolFile,
): Promise<void> {
  const temporary = join(folder, `${name}${TEMPORARY}`)
  try {
    const file = await files.open(temporary, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(temporary, join(folder, name))
  } catch (error) {
    await files.unlink(temporary).catch(() => undefined)
    throw error
  }
  // Without it a power cut could take the name away from a file that is on the disk.
  if (process.platform === 'win32') return
  const parent = await files.open(folder, 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}

/** The same, and nothing else happens meanwhile. */
export function createFileNow({ folder, name, text }: SpoolFile): void {
  const temporary = join(folder, `${name}${TEMPORARY}`)
  try {
    synced(temporary, 'w', (file) => writeFileSync(file, text))
    renameSync(temporary, join(folder, name))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  if (process.platform !== 'win32') synced(folder, 'r', () => undefined)
}

function synced(path: string, flags: string, work: (file: number) => void): void {
  const file = openSync(path, flags, 0o600)
  try {
    work(file)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
