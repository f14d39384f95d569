import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the benchmarks ask of a package.json. */
export interface PackageJson {
  readonly name: string
  readonly version: string
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** The folder of this package, whether it runs built or not. */
export const HERE: string = fileURLToPath(new URL('..', import.meta.url))

/** The folder of a package as another one would find it; nothing where it is not installed. */
export function folderOf(name: string, from: string): string | undefined {
  // Many packages do not let their package.json be imported.
  const folders = createRequire(join(from, 'package.json')).resolve.paths(name) ?? []
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder))
}

export function readPackageJson(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson
}
