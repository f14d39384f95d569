import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Handler } from './listen.js'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A page, and what it may do. */
export interface Site {
  /** Where its files are. */
  readonly folder: URL
  /** What `/` is. */
  readonly index: string
  /** Served as `/config.json`. Default: there is none. */
  readonly config?: object
  /** Origins that the page may call beside its own. Default: none. */
  readonly connect?: readonly string[]
  /** Origin that the page may show a frame of. Default: none. */
  readonly frame?: string
  /** Origin that may show the page in a frame. Default: none. */
  readonly framedBy?: string
}

/** Serves the listed files, and nothing that is not: no file of a page is found by its path. */
export function staticSite(site: Site, files: readonly string[]): Handler {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': policy(site),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
  return async ({ url = '', method }, response) => {
    const path = url.split('?', 1)[0]
    const name = path === '/' ? site.index : files.find((file) => path === `/${file}`)
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end()
    } else if (site.config && path === '/config.json') {
      const type = 'application/json'
      response.writeHead(200, { ...headers, 'content-type': type }).end(JSON.stringify(site.config))
    } else if (name) {
      const type = TYPES[extname(name)]
      const content = await readFile(new URL(name, site.folder))
      response.writeHead(200, { ...headers, 'content-type': type }).end(content)
    } else {
      response.writeHead(404, headers).end()
    }
  }
}

// No inline script, no script of others, no string that becomes HTML: who cannot run a script in
// such a page cannot use what it may.
function policy({ connect = [], frame = "'none'", framedBy = "'none'" }: Site): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '),
    `frame-src ${frame}`,
    `frame-ancestors ${framedBy}`,
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
