import { randomBytes } from 'node:crypto'
import { lstat, open, rename, rm, stat } from 'node:fs/promises'
import { CommandError } from '../command-error.js'
import { EXIT } from '../exit-code.js'
import { safeText } from '../terminal/safe-text.js'

/** How a file is written. */
export interface WriteOptions {
  /** For its owner only, 0600; else everybody may read it, 0644. */
  readonly secret: boolean
  /** In the place of the one that is there. Else that one stays, and this throws. */
  readonly force: boolean
}

/**
 * Writes a file in one step. What is in its place is never opened: neither a link nor somebody who
 * holds it open gets to see what is written. Throws a CommandError.
 */
export async function writeFileOnce(
  path: string,
  text: string,
  { secret, force }: WriteOptions,
): Promise<void> {
  if (force) await assertReplaceable(path)
  const mode = secret ? 0o600 : 0o644
  const target = force ? `${path}.${randomBytes(8).toString('hex')}.tmp` : path
  try {
    const file = await open(target, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } catch (error) {
      await rm(target, { force: true })
      throw error
    } finally {
      await file.close()
    }
    if (force) await rename(target, path)
  } catch (error) {
    if (force) await rm(target, { force: true })
    throw notWritten(path, error)
  }
}

/** Throws a CommandError where something is that would not be replaced: before the work, not after it. */
export async function assertFree(path: string | undefined, force: boolean): Promise<void> {
  if (path === undefined) return
  if (force) return assertReplaceable(path)
  const found = await lstat(path).catch(() => undefined)
  if (found) throw isThere(path)
}

/** A file in the place of a device or a pipe, such as /dev/stdout, would be one for the whole machine. */
async function assertReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found || found.isFile()) return
  throw new CommandError(`${safeText(path)} is no regular file, and is not replaced`)
}

function notWritten(path: string, error: unknown): CommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'it failed'
  if (code === 'EEXIST') return isThere(path)
  return new CommandError(`${safeText(path)} could not be written: ${code}`, {
    exitCode: EXIT.undecided,
  })
}

function isThere(path: string): CommandError {
  return new CommandError(`${safeText(path)} is there already, and stays as it is`, {
    hint: 'Name another file, or say --force to replace it.',
  })
}
