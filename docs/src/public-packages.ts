import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, ROOT } from './repository.js'

/** A package that is published. */
export interface PublicPackage {
  /** Of its folder, and of its pages. */
  readonly folder: string
  readonly name: string
  readonly description: string
  readonly peers: Readonly<Record<string, string>>
  readonly entries: readonly PackageEntry[]
}

/** One of the paths that it can be imported by. */
export interface PackageEntry {
  /** `@countersign/core/adapter` */
  readonly name: string
  /** `core-adapter` */
  readonly slug: string
  /** The file with its declarations, from the root. */
  readonly types: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly description: string
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

// What people come for first; others follow by their names.
const FIRST = ['core', 'express', 'koa', 'nestjs', 'fastify', 'fetch', 'mcp', 'testing']

/** Every package that is published, in the order in which they are shown. */
export function publicPackages(): readonly PublicPackage[] {
  const folders = readdirSync(join(ROOT, 'packages'))
  const inOrder = [...new Set([...FIRST.filter((name) => folders.includes(name)), ...folders])]
  return inOrder.flatMap((folder) => {
    const manifest = readJson(`packages/${folder}/package.json`) as Manifest
    return manifest.private === true ? [] : [publicPackage(folder, manifest)]
  })
}

function publicPackage(folder: string, manifest: Manifest): PublicPackage {
  const { name, description, peerDependencies: peers = {}, exports = {} } = manifest
  const entries = Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || target.types === undefined) return []
    return {
      name: name + path.slice(1),
      slug: folder + path.slice(1).replaceAll('/', '-'),
      types: join('packages', folder, target.types),
    }
  })
  return { folder, name, description, peers, entries }
}
