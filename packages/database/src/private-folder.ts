import { mkdirSync, statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '@countersign/core'

/**
 * Makes a folder that its owner alone can enter, or checks that it is one; gives its full path. PGlite's
 * files are readable for everybody: this is what protects them. Throws a ConfigError.
 */
export function privateFolder(option: string, path: string): string {
  const folder = resolve(path)
  const { mode, uid } = madeFolder(option, folder)
  const user = process.geteuid?.()
  // Windows knows no such rights.
  if (user === undefined) return folder
  if (uid !== user) {
    throw new ConfigError(option, `must belong to the user of the service, as ${folder} does not`)
  }
  if ((mode & 0o077) !== 0) {
    throw new ConfigError(option, `must be closed to all but its owner: chmod 700 ${folder}`)
  }
  return folder
}

function madeFolder(option: string, folder: string): Stats {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return statSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(option, `must be a folder that can be made, as ${folder} is not: ${code}`)
  }
}
