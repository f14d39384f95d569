import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from '../tally.mjs'
import { install, INSTALLERS } from './installers.mjs'

/** The adapter, the core, jose and lru-cache. */
const MOST = 4

/** Whether the Express adapter brings no more than four packages into an application that has Express. */
export async function bringsFew(installer, folder, registry) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  registry.useIn(folder)
  const { installed } = INSTALLERS[installer]
  const title = `${installer}: @countersign/express brings at most ${MOST} packages`
  await check(title, async () => {
    if (!(await install(installer, folder, ['express']))) return false
    const before = new Set(installed(folder))
    if (!(await install(installer, folder, ['@countersign/express']))) return false
    const brought = installed(folder).filter((path) => !before.has(path))
    console.log(`        ${brought.join(', ')}`)
    return brought.length > 0 && brought.length <= MOST
  })
}
