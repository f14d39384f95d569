import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

/** The packages that are published, from a copy of the workspace: folders, and what their manifests say. */
export function publicPackages(workspace = root) {
  return readdirSync(join(workspace, 'packages'))
    .map((name) => {
      const folder = join(workspace, 'packages', name)
      return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
    })
    .filter(({ manifest }) => manifest.private !== true)
}

/** For pnpm: these packages, and no others. */
export const PUBLIC_FILTERS = publicPackages().map(({ manifest }) => `--filter=${manifest.name}`)
