import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application, type TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { generatedPage } from './markdown.js'
import type { PackageEntry } from './public-packages.js'
import { ROOT } from './repository.js'

// Tables, so that a property is a row, and not one more heading of its page.
const LAYOUT: PluginOptions = {
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  useHTMLAnchors: true,
  tableColumnSettings: {
    hideInherited: true,
    hideModifiers: true,
    hideOverrides: true,
    hideSources: true,
  },
}

/** Markdown of each entry point, by its slug. */
export type ApiReference = ReadonlyMap<string, string>

/**
 * The names that each entry point exports, with their doc comments, out of what is built. Where no declaration has
 * changed, it is what was found the last time.
 */
export async function apiReference(
  entries: readonly PackageEntry[],
  cache: string,
): Promise<ApiReference> {
  const file = join(cache, `api-${digestOf(entries)}.json`)
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true })
    const pages = await describe(entries, join(cache, 'typedoc'))
    for (const name of readdirSync(cache)) if (name.startsWith('api-')) rmSync(join(cache, name))
    writeFileSync(file, JSON.stringify([...pages]))
  }
  return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][])
}

async function describe(entries: readonly PackageEntry[], folder: string): Promise<ApiReference> {
  // Of a run that was stopped.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  try {
    const app = await Application.bootstrapWithPlugins(optionsFor(entries, folder))
    const project = await app.convert()
    if (!project) throw new Error('The declarations of the packages cannot be read')
    for (const module of project.children ?? []) module.name = slugOf(module.name, entries)
    await app.generateOutputs(project)
    return new Map(
      entries.map(({ name, slug }) => [
        slug,
        tidied(readFileSync(join(folder, `${slug}.md`), 'utf8'), name),
      ]),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function optionsFor(entries: readonly PackageEntry[], out: string): Partial<TypeDocOptions> {
  const files = entries.map(({ types }) => join(ROOT, types))
  const tsconfig = join(out, 'tsconfig.json')
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    types: ['node'],
    typeRoots: [join(ROOT, 'docs/node_modules/@types')],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  }
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files }))
  return {
    ...LAYOUT,
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: files,
    tsconfig,
    out,
    cleanOutputDir: false,
    readme: 'none',
    groupOrder: [
      'Functions',
      'Classes',
      'Variables',
      'Interfaces',
      'Type Aliases',
      '*',
      'References',
    ],
    sort: ['source-order'],
    sortEntryPoints: false,
    // The build has checked them.
    skipErrorChecking: true,
    disableSources: true,
    disableGit: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeProtected: true,
    validation: false,
    logLevel: 'Warn',
  }
}

/** TypeDoc calls a module by its folder: `core/dist/adapter`. */
function slugOf(module: string, entries: readonly PackageEntry[]): string {
  const found = entries.find(({ types }) =>
    [`packages/${module}/index.d.ts`, `packages/${module}.d.ts`].includes(types),
  )
  if (!found) throw new Error(`${module} is none of the entry points`)
  return found.slug
}

/** Anchors become those of their headings, which would be there twice. */
function tidied(markdown: string, name: string): string {
  const text = markdown
    .replace(/^# .*$/m, `# ${name}`)
    .replaceAll(/^<a id="([^"]+)"><\/a>\n\n(#+ .*)$/gm, '$2 {#$1}')
    .replaceAll('(index.md)', '(./index.md)')
  return generatedPage(text, { frontMatter: { outline: [2, 3], editLink: false } })
}

function digestOf(entries: readonly PackageEntry[]): string {
  const hash = createHash('sha256')
  hash.update(readFileSync(new URL(import.meta.url)))
  for (const folder of new Set(
    entries.map(({ types }) => types.split('/').slice(0, 3).join('/')),
  )) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((name) => name.endsWith('.d.ts')).toSorted()) {
      hash.update(`${folder}/${file}\0`).update(readFileSync(join(ROOT, folder, file)))
    }
  }
  return hash.update(JSON.stringify(entries)).digest('hex').slice(0, 16)
}
