import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, HERE, readPackageJson } from '../packages.js'

/** What comes onto a disk with a package, itself included. */
export interface Installation {
  readonly packages: number
  readonly bytes: number
}

/** Follows `dependencies`. Peers are not counted: whoever uses the package has them already. */
export function installationOf(name: string): Installation {
  const folders = new Set<string>()
  addTo(folders, name, HERE)
  const bytes = [...folders].reduce((sum, folder) => sum + sizeOfPackage(folder), 0)
  return { packages: folders.size, bytes }
}

function addTo(folders: Set<string>, name: string, from: string): void {
  const found = folderOf(name, from)
  if (!found) throw new Error(`${name} is not installed`)
  // Links end in one place for each version.
  const folder = realpathSync(found)
  if (folders.has(folder)) return
  folders.add(folder)
  for (const dependency of Object.keys(readPackageJson(folder).dependencies ?? {}))
    addTo(folders, dependency, folder)
}

function sizeOfPackage(folder: string): number {
  const { files = [] } = readPackageJson(folder)
  // A package of this workspace has more in its folder than it publishes.
  const isInstalled = folder.includes('node_modules')
  const published = new Set(['package.json', 'README.md', 'LICENSE', ...files])
  return readdirSync(folder)
    .filter((entry) => isInstalled || published.has(entry))
    .reduce((sum, entry) => sum + sizeOf(join(folder, entry)), 0)
}

function sizeOf(path: string): number {
  if (/node_modules$|\.tsbuildinfo$/.test(path)) return 0
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
