// Once for all tests of the site: it is built while other tests already run, and served as the plainest server would.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { serveFolder } from './serve-folder.js'

declare module 'vitest' {
  interface ProvidedContext {
    site: { readonly folder: string; readonly origin: string; readonly base: string }
  }
}

// Not the root of its host: so that a path that forgets where the site is leads nowhere.
const BASE = '/docs/countersign/'

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'))
  const building = buildSite(folder)
  const server = await serveFolder(folder, BASE, building.done)
  project.provide('site', { folder, origin: server.origin, base: BASE })
  return async () => {
    await building.stop()
    await server.close()
    rmSync(folder, { recursive: true })
  }
}

interface Building {
  /** What it said where it has failed. */
  readonly done: Promise<string | undefined>
  readonly stop: () => Promise<void>
}

function buildSite(folder: string): Building {
  const docs = fileURLToPath(new URL('../', import.meta.url))
  const manifest = createRequire(import.meta.url).resolve('vitepress/package.json')
  const vitepress = join(dirname(manifest), 'bin/vitepress.js')
  // Much is thrown away soon: a larger nursery saves a fifth of the time.
  const node = ['--max-semi-space-size=64', '--single-threaded-gc']
  const build = ['build', docs, '--base', BASE, '--outDir', folder, '--emptyOutDir']
  const child = spawn(process.execPath, [...node, vitepress, ...build], {
    // VitePress builds for production only where nothing says otherwise.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const done = Promise.all([closed, said]).then(([code, [out, error]]) =>
    code === 0 ? undefined : `${out}\n${error}`,
  )
  return {
    done,
    async stop() {
      child.kill()
      await closed
    },
  }
}
