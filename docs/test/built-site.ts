import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/** A page as it was built. */
export interface BuiltPage {
  /** `guide/express.html` */
  readonly path: string
  readonly html: string
}

/** The site that was built for the tests, once it is there. */
export interface BuiltSite {
  readonly folder: string
  /** Of its first page, with a slash at its end. */
  readonly url: string
  readonly base: string
  readonly pages: readonly BuiltPage[]
}

/** Waits for the build, and fails with what it said. */
export async function builtSite(): Promise<BuiltSite> {
  const { folder, origin, base } = inject('site')
  const answer = await fetch(origin + base)
  if (answer.status !== 200) throw new Error(`The site was not built: ${await answer.text()}`)
  await answer.body?.cancel()
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((path) => ({ path, html: readFileSync(join(folder, path), 'utf8') }))
  return { folder, url: origin + base, base, pages }
}
