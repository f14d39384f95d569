import { statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { builtSite, type BuiltPage, type BuiltSite } from './built-site.js'

/** Whom pages may lead to. Nobody is asked whether they are there. */
const HOSTS = new Set([
  'datatracker.ietf.org',
  'github.com',
  'modelcontextprotocol.io',
  'ntfy.sh',
  'openid.net',
  'pglite.dev',
  'standardschema.dev',
  'swc.rs',
  'www.rfc-editor.org',
])

interface Link {
  readonly from: string
  readonly to: string
}

let site: BuiltSite
let ids: ReadonlyMap<string, readonly string[]>
beforeAll(async () => {
  site = await builtSite()
  ids = new Map(site.pages.map((page) => [page.path, idsOf(page)]))
}, 300_000)

describe('links of the site', () => {
  it('lead to a page, and to a place on it', () => {
    const links = site.pages.flatMap(linksOf).filter(({ to }) => !isExternal(to))
    expect(links.length).toBeGreaterThan(1_000)
    expect(links.filter((link) => !leadsSomewhere(link)).map(described)).toEqual([])
  })

  it('lead outside by https, and to hosts that are known', () => {
    const links = site.pages.flatMap(linksOf).filter(({ to }) => isExternal(to))
    const odd = links.filter(({ to }) => {
      const { protocol, host } = new URL(to)
      return protocol !== 'https:' || !HOSTS.has(host)
    })
    expect([...new Set(odd.map(described))]).toEqual([])
  })

  it('have every script, style and picture in the folder', () => {
    const assets = site.pages.flatMap(assetsOf)
    expect(assets.length).toBeGreaterThan(site.pages.length)
    expect(assets.filter((link) => !isFile(link)).map(described)).toEqual([])
  })

  it('meet no id twice on a page', () => {
    const twice = [...ids].flatMap(([path, own]) =>
      own.filter((id, index) => own.indexOf(id) !== index).map((id) => `${path}#${id}`),
    )
    expect(twice).toEqual([])
  })
})

const described = ({ from, to }: Link): string => `${from} → ${to}`
const isExternal = (to: string): boolean => /^[a-z][a-z\d+.-]*:/i.test(to)

const attributes = (html: string, pattern: RegExp): readonly string[] =>
  [...html.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'))

const linksOf = ({ path, html }: BuiltPage): readonly Link[] =>
  attributes(html, /<a\b[^>]*?\shref="([^"]*)"/g).map((to) => ({ from: path, to }))

const assetsOf = ({ path, html }: BuiltPage): readonly Link[] =>
  [
    ...attributes(html, /<(?:script|img)\b[^>]*?\ssrc="([^"]*)"/g),
    ...attributes(html, /<link\b[^>]*?\shref="([^"]*)"/g),
  ]
    .filter((to) => !to.startsWith('data:'))
    .map((to) => ({ from: path, to }))

const idsOf = ({ html }: BuiltPage): readonly string[] => attributes(html, /<[^>]+?\sid="([^"]*)"/g)

/** The path of a link in the folder, or nothing where it leaves the site. */
function targetOf({ from, to }: Link): string | undefined {
  const path = to.split(/[?#]/, 1).join('')
  if (path === '') return from
  const { base } = site
  if (path.startsWith('/')) return path.startsWith(base) ? path.slice(base.length) : undefined
  return posix.join(posix.dirname(from), path)
}

function leadsSomewhere(link: Link): boolean {
  const target = targetOf(link)
  if (target === undefined) return false
  const path = target === '' || target.endsWith('/') ? `${target}index.html` : target
  const own = ids.get(path)
  const hash = link.to.split('#')[1]
  if (!own) return false
  return hash === undefined || hash === '' || own.includes(decodeURIComponent(hash))
}

function isFile(link: Link): boolean {
  const target = targetOf(link)
  if (target === undefined) return false
  return statSync(join(site.folder, target), { throwIfNoEntry: false })?.isFile() ?? false
}
