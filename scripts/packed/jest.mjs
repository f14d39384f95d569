// The recipe for Jest, with the lines that users read: in a CommonJS project and in an ESM one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root } from '../run.mjs'
import { check } from '../tally.mjs'
import { install } from './installers.mjs'

const RECIPE = join(root, 'docs/recipes/jest.md')

/** How many tests the recipe has in each of its projects. */
const TESTS = { commonjs: 3, module: 1 }

/** Follows the recipe: one installation, and a project of each kind in it. */
export async function runsJest(folder, registry) {
  const recipe = readFileSync(RECIPE, 'utf8')
  const [cjs, esm] = recipe.split(/^## In an ESM project$/m)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  registry.useIn(folder)
  const [line] = /^npm install [^\n]*/m.exec(cjs)
  const specs = line.split(' ').slice(2)
  // What an application has, whose tests these are.
  const own = ['@countersign/core', '@countersign/express', 'express']
  if (!(await check(`jest: ${line}`, () => install('npm', folder, [...specs, ...own])))) return
  await runs('commonjs', cjs, folder, [])
  const [command] = /^node (?:--[\w-]+ )+node_modules\/jest\/bin\/jest\.js$/m.exec(esm)
  await runs('module', esm, folder, command.split(' ').slice(1, -1))
}

async function runs(type, part, folder, options) {
  const project = join(folder, type)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type }))
  for (const [, name, text] of part.matchAll(/```js\n\/\/ (\S+)\n([^]*?)```/g)) {
    writeFileSync(join(project, name), text)
  }
  const jest = join(folder, 'node_modules/jest/bin/jest.js')
  await check(`jest: the recipe for a project of type ${type}`, async () => {
    const { ok, stdout, stderr } = await capture(project, [
      process.execPath,
      ...options,
      jest,
      '--ci',
    ])
    const right = ok && stderr.includes(`Tests:       ${TESTS[type]} passed, ${TESTS[type]} total`)
    if (!right) console.log(`${stdout}${stderr}`)
    return right
  })
}
