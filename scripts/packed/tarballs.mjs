import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm } from '../pnpm.mjs'
import { PUBLIC_FILTERS } from '../public-packages.mjs'
import { check, heading } from '../tally.mjs'
import { readTarball } from './read-tarball.mjs'

/** Packs every public package, and calls `use` with a folder and the packages. Keeps neither. */
export async function withTarballs(use) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  try {
    heading('Pack')
    const tarballs = join(folder, 'tarballs')
    if (!(await check('install, build, pack', () => pack(tarballs)))) return
    const packages = readdirSync(tarballs).map((file) => readTarball(join(tarballs, file)))
    await use(folder, packages)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function pack(destination) {
  mkdirSync(destination)
  return (
    pnpm('install', '--frozen-lockfile') === 0 &&
    pnpm('exec', 'turbo', 'run', 'build', ...PUBLIC_FILTERS, '--output-logs=errors-only') === 0 &&
    pnpm('--silent', '-r', ...PUBLIC_FILTERS, 'pack', '--pack-destination', destination) === 0
  )
}
