import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm } from '../pnpm.mjs'
import { check, heading } from '../tally.mjs'

/** Packs every public package, and calls `use` with a folder and the tarballs. Keeps neither. */
export async function withTarballs(use) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  try {
    heading('Pack')
    const tarballs = join(folder, 'tarballs')
    if (!(await check('install, build, pack', () => pack(tarballs)))) return
    const files = readdirSync(tarballs).map((file) => join(tarballs, file))
    await use(folder, files)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function pack(destination) {
  const packages = '--filter=./packages/*'
  // Private, and with a version, or with dependencies that have none: they would be packed, or fail to be.
  const others = ['test-servers', 'probe-peers'].map((name) => `--filter=!./packages/${name}`)
  mkdirSync(destination)
  return (
    pnpm('install', '--frozen-lockfile') === 0 &&
    pnpm('exec', 'turbo', 'run', 'build', packages, '--output-logs=errors-only') === 0 &&
    pnpm('--silent', '-r', packages, ...others, 'pack', '--pack-destination', destination) === 0
  )
}
