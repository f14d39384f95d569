// What a release would publish, without one: a snapshot of all versions in a copy of the last commit, packed, and handed
// to `pnpm publish --dry-run`. Needs what is installed and built here; changes nothing here.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTarball } from './packed/read-tarball.mjs'
import { PNPM } from './pnpm.mjs'
import { PUBLIC_FILTERS, publicPackages } from './public-packages.mjs'
import { capture, root } from './run.mjs'
import { check, finish, heading } from './tally.mjs'

const TAG = 'dry'

/** Checks what a release would publish. */
export async function releaseDryRun() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-release-'))
  const copy = join(folder, 'workspace')
  try {
    await check('release: every version is raised', async () => {
      await said(root, ['git', 'clone', '--quiet', '--no-hardlinks', root, copy])
      linkInstalled(copy)
      const changeset = join(root, 'node_modules/@changesets/cli/bin.js')
      await said(copy, [process.execPath, changeset, 'version', '--snapshot', TAG])
      return true
    })
    await check(
      'release: each tarball has that version, and asks for it of the others',
      async () => {
        const tarballs = join(folder, 'tarballs')
        await said(copy, [
          ...PNPM,
          '--silent',
          '-r',
          ...PUBLIC_FILTERS,
          'pack',
          '--ignore-scripts',
          '--pack-destination',
          tarballs,
        ])
        return !told(
          wrongIn(readdirSync(tarballs).map((file) => readTarball(join(tarballs, file)))),
        )
      },
    )
    await check('release: all that is public would be published, and nothing else', async () => {
      const output = await said(copy, [
        ...PNPM,
        '-r',
        'publish',
        '--dry-run',
        '--no-git-checks',
        '--tag',
        TAG,
        '--ignore-scripts',
      ])
      const published = [...output.matchAll(/📦 (@?[^@\s]+)@(\S+)/g)].map(([, name]) => name)
      const expected = publicPackages().map(({ manifest }) => manifest.name)
      const differing = [
        ...published.filter((name) => !expected.includes(name)),
        ...expected.filter((name) => !published.includes(name)),
      ]
      return !told(differing.map((name) => `${name} would be published, or is not, by mistake`))
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What is installed, by links: the tools, and the packages of the copy for each other, whose versions they take. */
function linkInstalled(copy) {
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const packages = publicPackages(copy)
  const folders = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]))
  for (const { folder, manifest } of packages) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const target = folders.get(name)
      if (target === undefined) continue
      const link = join(folder, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(target, link)
    }
  }
}

function wrongIn(tarballs) {
  const versions = new Map(tarballs.map(({ manifest }) => [manifest.name, manifest.version]))
  const missing = publicPackages().filter(({ manifest }) => !versions.has(manifest.name))
  const wrong = missing.map(({ manifest }) => `${manifest.name} is not packed`)
  for (const { manifest } of tarballs) {
    const { name, version } = manifest
    if (!version.includes(`-${TAG}-`)) wrong.push(`${name} stays at ${version}: no changeset`)
    const ranges = { ...manifest.dependencies, ...manifest.peerDependencies }
    for (const [other, range] of Object.entries(ranges)) {
      const expected = versions.get(other)
      if (expected !== undefined && range !== `^${expected}`)
        wrong.push(`${name}: ${other} ${range}`)
      if (/^(?:workspace|catalog):/.test(range)) wrong.push(`${name}: ${other} ${range}`)
    }
  }
  return wrong
}

/** What a command says; throws what it said if it fails. */
async function said(folder, command) {
  const { ok, stdout, stderr } = await capture(folder, command)
  if (!ok) throw new Error(`${command.join(' ')}\n${stdout}${stderr}`)
  return stdout + stderr
}

function told(problems) {
  for (const problem of problems) console.log(problem)
  return problems.length > 0
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  heading('Release, dry run')
  await releaseDryRun()
  finish()
}
