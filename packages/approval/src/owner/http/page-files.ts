import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A file that is served, as it was when the process began. */
export interface PageFile {
  readonly type: string
  readonly bytes: Buffer
  readonly etag: string
}

/** By what each is asked for, below `owner/`. What is not in here is not there. */
export type PageFiles = ReadonlyMap<string, PageFile>

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
}

/** What the page's folder has at its place; all else of it is an asset. */
const TOP = new Set(['index.html', 'sw.js', 'manifest.webmanifest'])

/** Reads the page, and the modules of the browser's side of WebAuthn. Throws if they are not there. */
export function readPageFiles(page: URL, modules: URL): PageFiles {
  return new Map([
    ...filesIn(page).flatMap((name) =>
      entryOf(TOP.has(name) ? name : `assets/${name}`, new URL(name, page)),
    ),
    ...filesIn(modules).flatMap((name) =>
      entryOf(`assets/simplewebauthn/${name}`, new URL(name, modules)),
    ),
  ])
}

/** What a file is served as. */
export function pageFile(type: string, bytes: Buffer): PageFile {
  return { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

function entryOf(name: string, url: URL): readonly (readonly [string, PageFile])[] {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const type = Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined
  return type === undefined ? [] : [[name, pageFile(type, readFileSync(url))]]
}

/** Files of a folder, and of the folders in it, by their path from there. Links are followed by nobody. */
function filesIn(folder: URL, path = ''): readonly string[] {
  return readdirSync(new URL(path, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesIn(folder, `${path}${entry.name}/`)
    return entry.isFile() ? [`${path}${entry.name}`] : []
  })
}
