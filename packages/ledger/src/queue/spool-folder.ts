import { lstatSync, mkdirSync, type Stats } from 'node:fs'
import { ConfigError } from '@countersign/core'
import { reasonOf } from '@countersign/database'

/**
 * Makes the folder of the spool, if it is not there. Throws a ConfigError unless it is this user's alone:
 * what others could write there would go into the record, and what they could read is who used what.
 */
export function prepareSpoolFolder(folder: string): void {
  const stats = madeFolder(folder)
  if (!stats.isDirectory()) throw new ConfigError('spool', 'must be a folder, and no link to one')
  // Where the system has no such rights, there is nothing to look at.
  const user = process.geteuid?.()
  if (user === undefined) return
  if (stats.uid !== user) throw new ConfigError('spool', 'must belong to the user of this process')
  if ((stats.mode & 0o077) !== 0)
    throw new ConfigError('spool', 'must be closed to other users (mode 0700)')
}

function madeFolder(folder: string): Stats {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return lstatSync(folder)
  } catch (error) {
    throw new ConfigError('spool', `must be a folder that can be made: ${reasonOf(error)}`)
  }
}
