// Attaches to each release on GitHub what its package is made of: `node scripts/attach-sboms.mjs FOLDER`, with what
// was published in PUBLISHED, as changesets/action tells it: `[{ "name": …, "version": … }]`.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { nameOf } from './sbom.mjs'

const folder = resolve(process.argv[2] ?? 'sbom')
const files = new Map(
  readdirSync(folder).map((file) => {
    const path = join(folder, file)
    return [nameOf(JSON.parse(readFileSync(path, 'utf8')).metadata.component), path]
  }),
)
for (const { name, version } of JSON.parse(process.env['PUBLISHED'] ?? '[]')) {
  const file = files.get(name)
  if (file === undefined) throw new Error(`${folder} has nothing about ${name}`)
  const { status, error } = spawnSync('gh', ['release', 'upload', `${name}@${version}`, file], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`no release of ${name}@${version} takes it`, { cause: error })
}
