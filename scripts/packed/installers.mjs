import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNPM } from '../pnpm.mjs'
import { capture } from '../run.mjs'

const NPM = ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']

/** How users install packages, and where the packages are that then are there. */
export const INSTALLERS = {
  npm: {
    command: (specs) => [...NPM, ...specs],
    installed: (folder) =>
      Object.keys(
        JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')).packages,
      ),
  },
  pnpm: {
    command: (specs) => [...PNPM, 'add', '--ignore-scripts', '--prefer-offline', ...specs],
    installed: (folder) =>
      readdirSync(join(folder, 'node_modules/.pnpm')).filter((name) => name.includes('@')),
  },
}

/** Installs packages in a folder, and returns whether that succeeded. Shows what was said if not. */
export async function install(installer, folder, specs) {
  const { ok, stdout, stderr } = await capture(folder, INSTALLERS[installer].command(specs))
  if (!ok) console.log(`${stdout}${stderr}`)
  return ok
}
