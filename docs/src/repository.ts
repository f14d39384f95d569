import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Folder of the repository. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))

/** Folder of the site's pages. */
export const DOCS: string = join(ROOT, 'docs')

/** Where the sources are read on the web. */
export const SOURCES_URL = 'https://github.com/countersign/countersign'

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

export function readJson(path: string): unknown {
  return JSON.parse(readText(path))
}

/** A module of another room, as it is built, by its path: what it tells is for nobody outside of the repository. */
export async function importBuilt<T>(path: string): Promise<T> {
  const { href } = pathToFileURL(join(ROOT, path))
  return (await import(/* @vite-ignore */ href)) as T
}
