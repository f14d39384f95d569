// Writes what each public package is made of, as CycloneDX 1.6: `node scripts/sbom.mjs [folder]`, default `sbom`.
import { mkdirSync, readFileSync, readdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNPM } from './pnpm.mjs'
import { PUBLIC_FILTERS } from './public-packages.mjs'
import { capture, root } from './run.mjs'

/** Writes them into a folder, and returns them by the name of their package. Reads the lockfile and what is installed. */
export async function writeSboms(folder) {
  mkdirSync(folder, { recursive: true })
  const { ok, stdout, stderr } = await capture(root, [
    ...PNPM,
    ...PUBLIC_FILTERS,
    'sbom',
    '--prod',
    '--split',
    '--sbom-format',
    'cyclonedx',
    '--sbom-spec-version',
    '1.6',
    '--out',
    join(folder, '%s.cdx.json'),
  ])
  if (!ok) throw new Error(stdout + stderr)
  const documents = readdirSync(folder).map((file) =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')),
  )
  return new Map(documents.map((document) => [nameOf(document.metadata.component), document]))
}

/** What is wrong with one: with its form, or with what it says of the dependencies that a manifest has. */
export function problemsOf(document, manifest) {
  const { bomFormat, specVersion, serialNumber, version, metadata, components, dependencies } =
    document
  const all = [metadata.component, ...components]
  const refs = all.map((component) => component['bom-ref'])
  const tree = new Map(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]))
  const names = (tree.get(refs[0]) ?? []).map((ref) => nameOf(all[refs.indexOf(ref)]))
  const expected = Object.keys(manifest.dependencies ?? {})
  const uuid = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  const rules = {
    'is no CycloneDX 1.6': bomFormat === 'CycloneDX' && specVersion === '1.6' && version === 1,
    'has no serial number': uuid.test(serialNumber),
    'has no time': !Number.isNaN(Date.parse(metadata.timestamp)),
    'has a component without type, name, version and purl': all.every(isIdentified),
    'names a component twice': new Set(refs).size === refs.length,
    'depends on what is not in it': [...tree].flat(2).every((ref) => refs.includes(ref)),
    'does not say what each depends on': refs.every((ref) => tree.has(ref)),
    'does not know a licence of ours': metadata.component.licenses?.[0]?.license?.id === 'MIT',
    'has other dependencies than the manifest':
      expected.toSorted().join() === names.toSorted().join(),
  }
  return Object.keys(rules).filter((problem) => !rules[problem])
}

function isIdentified({ type, name, version, purl }) {
  return Boolean(type && name && version) && /^pkg:npm\/(?:%40[^/]+\/)?[^/@]+@\S+$/.test(purl)
}

/** The name of a component, as npm has it. */
export function nameOf({ group, name }) {
  return group ? `${group}/${name}` : name
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? 'sbom')
  const { size } = await writeSboms(folder)
  console.log(`${size} documents in ${folder}`)
}
