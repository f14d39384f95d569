import type { Stats } from 'node:fs'
import { constants, open, stat, type FileHandle } from 'node:fs/promises'

/** Others may read, write or run it. */
const ANYTHING_FOR_OTHERS = 0o077
const WRITING_FOR_OTHERS = 0o022

// Not followed: a link may be bent. Not blocking: to open a pipe that nobody writes to would never end.
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Opens a file that only its owner may read, who runs this process; `undefined`: there is none. */
export async function openPrivateFile(path: string): Promise<FileHandle | undefined> {
  const file = await opened(path)
  try {
    if (file) assertPrivate(path, await file.stat())
    return file
  } catch (error) {
    await file?.close()
    throw error
  }
}

/** Rejects a folder where others could put a file of theirs in the place of ours. */
export async function assertPrivateFolder(path: string): Promise<void> {
  const found = await stat(path)
  if (!found.isDirectory()) throw new Error(`"${path}" is no folder`)
  if (!hasModes()) return
  if (found.uid !== 0) assertOwn(path, found)
  if ((found.mode & WRITING_FOR_OTHERS) !== 0) {
    throw new Error(`the folder of the key file can be written to by others: chmod go-w ${path}`)
  }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, READ)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    if (code !== 'ELOOP') throw error
    throw new Error(`"${path}" is a symbolic link: name the key file itself`, { cause: error })
  }
}

/** What the system calls the error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function assertPrivate(path: string, found: Stats): void {
  if (!found.isFile()) throw new Error(`"${path}" is no regular file`)
  if (!hasModes()) return
  assertOwn(path, found)
  if ((found.mode & ANYTHING_FOR_OTHERS) !== 0) {
    throw new Error(`the key file can be read by others: chmod 600 ${path}`)
  }
}

function assertOwn(path: string, { uid }: Stats): void {
  const own = process.getuid?.()
  if (uid !== own) throw new Error(`"${path}" belongs to another user: chown ${own} ${path}`)
}

function hasModes(): boolean {
  return process.getuid !== undefined
}
