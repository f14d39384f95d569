import { folderOf, HERE, readPackageJson } from './packages.js'

/** What builds and checks this package is in no figure. */
const TOOLS = /^(?:@types\/.*|typescript|vitest)$/

const OURS = /^@countersign\//

/** Versions of all that is measured beside ours, as they are installed. */
export function versionsOfPeers(): Readonly<Record<string, string>> {
  const { dependencies, devDependencies } = readPackageJson(HERE)
  const names = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !TOOLS.test(name) && !OURS.test(name))
    .toSorted()
  const versions: Record<string, string> = {}
  for (const name of names) {
    const folder = folderOf(name, HERE)
    if (folder) versions[name] = readPackageJson(folder).version
  }
  return versions
}

/** `fast-jwt 6.3.6, jose 6.2.17`. */
export function showVersions(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}
