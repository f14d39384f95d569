import { readFileSync } from 'node:fs'
import { defineConfig, type UserConfig } from 'vitepress'
import { generate } from '../src/generate.js'
import { githubSlug } from '../src/github-slug.js'
import { SOURCES_URL } from '../src/repository.js'
import { shownFiles } from '../src/shown-files.js'
import { sidebar } from '../src/sidebar.js'

const icon = readFileSync(new URL('../../packages/approval/page/icon.svg', import.meta.url))

// Everything that a reader's browser asks for is in the folder that this builds.
export default async function config(): Promise<UserConfig> {
  await generate()
  return defineConfig({
    title: 'Countersign',
    description: 'Access-token verification for Node servers',
    lang: 'en-GB',
    head: [
      // Written out, as a path would have to know where the site is.
      ['link', { rel: 'icon', href: `data:image/svg+xml;base64,${icon.toString('base64')}` }],
      ['meta', { name: 'theme-color', content: '#1f3a86' }],
    ],
    // What pages include is none.
    srcExclude: ['parts/**'],
    // Files that the plainest server finds.
    cleanUrls: false,
    // A page of the API is larger than all others together.
    router: { prefetchLinks: false },
    markdown: {
      // As GitHub makes them, where READMEs are read too.
      anchor: { slugify: githubSlug },
      // What looks like an address is none: tables have those of attackers.
      linkify: false,
      config: (md) => shownFiles(md),
    },
    themeConfig: {
      logo: '/icon.svg',
      nav: [
        { text: 'Guide', link: '/guide/express', activeMatch: '/(guide|migrate|recipes)/' },
        { text: 'Reference', link: '/reference/checks', activeMatch: '/reference/' },
        { text: 'Packages', link: '/packages/', activeMatch: '/packages/' },
        { text: 'Source', link: SOURCES_URL },
      ],
      sidebar: [...sidebar()].map((group) => ({ ...group, items: [...group.items] })),
      search: { provider: 'local' },
      outline: { level: [2, 3] },
      externalLinkIcon: true,
    },
  })
}
