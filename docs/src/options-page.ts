import type { ApiReference } from './api-reference.js'
import { generatedPage } from './markdown.js'

// In the order in which they are met.
const INTERFACES = [
  'VerifierOptions',
  'IssuerOptions',
  'DpopOptions',
  'DpopNonceOptions',
  'IntrospectionOptions',
  'StatusListOptions',
  'ProtectedResourceOptions',
  'TokenSources',
  'CacheOptions',
  'Limits',
] as const

const TITLES: Readonly<Partial<Record<string, string>>> = {
  VerifierOptions: 'createVerifier',
}

/** The options of `createVerifier`, by the doc comments of their types. */
export function optionsPage(api: ApiReference): string {
  const core = api.get('core')
  if (core === undefined) throw new Error('The core has no entry point')
  return generatedPage(
    `
# Options of the verifier

\`issuer\` and \`audience\` are required. All durations are seconds. An option that is unknown, out of its range, or that
contradicts another one, is a \`ConfigError\` when the verifier is made. From the doc comments of
[@countersign/core](./api/core.md).

${INTERFACES.map((name) => sectionFor(name, core)).join('\n\n')}
`,
    { frontMatter: { outline: [2, 3] } },
  )
}

function sectionFor(name: string, core: string): string {
  const from = core.indexOf(`\n### ${name} {#`)
  const body = core.slice(from + 1).split(/^(?:\*\*\*|#{2,3} .*)$/m)[1]
  if (from === -1 || body === undefined) throw new Error(`The core does not export ${name}`)
  const [intro = '', ...parts] = body.split(/^#### (?=.)/m)
  const properties = parts.find((part) => part.startsWith('Properties\n'))
  if (properties === undefined) throw new Error(`${name} has no properties`)
  return [
    `## ${TITLES[name] ?? name} {#${name.toLowerCase()}}`,
    onThisPage(intro.trim()),
    onThisPage(properties.slice('Properties\n'.length).trim()),
  ].join('\n\n')
}

/** Links that lead to other parts of the core's page. */
function onThisPage(markdown: string): string {
  const here = new Set(INTERFACES.map((name) => name.toLowerCase()))
  return markdown
    .replaceAll(/<a id="[^"]+"><\/a> ?/g, '')
    .replaceAll(/\]\(#([^)]+)\)/g, (link, id: string) =>
      here.has(id) ? link : `](./api/core.md#${id})`,
    )
}
