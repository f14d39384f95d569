import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capture } from '../run.mjs'
import { check } from '../tally.mjs'
import { install } from './installers.mjs'

const templates = fileURLToPath(new URL('./', import.meta.url))

const PROGRAMS = [
  'smoke.ts',
  'post-quantum.ts',
  'record.ts',
  'approve.ts',
  'audit.ts',
  'refused-types.ts',
  'imports.cjs',
  'exits.mjs',
  'command.mjs',
  'stack.mjs',
]

const EVERYWHERE = ['imports.cjs', 'exits.mjs', 'stack.mjs', join('dist', 'smoke.js')]

/**
 * Projects of users, as different as our support reaches: who installs, how they compile, what they run on every
 * Node. Another framework joins one of them, as a dependency in its package.json and a server in `smoke.ts`: a project
 * more would be an installation more.
 */
export const CONSUMERS = [
  {
    name: 'modern',
    about: 'npm, ESM, Express 5, Koa 3, Nest 12',
    installer: 'npm',
    programs: [...EVERYWHERE, 'command.mjs'],
    compilers: [
      { title: 'TypeScript 7, nodenext', options: [] },
      {
        title: 'TypeScript 7, bundler',
        options: ['-m', 'esnext', '--moduleResolution', 'bundler', '--noEmit'],
      },
    ],
  },
  {
    name: 'older',
    about: 'pnpm, CommonJS, Express 4, Koa 2, Nest 11',
    installer: 'pnpm',
    programs: EVERYWHERE,
    compilers: [
      { title: 'TypeScript 5.9, commonjs', options: [] },
      {
        title: 'TypeScript 5.9, node20',
        options: ['-m', 'node20', '--moduleResolution', 'node16', '--noEmit'],
      },
    ],
  },
]

/** Makes the project of a consumer in a folder: a program, its dependencies, and our packages. */
export function prepare({ name, about, installer }, folder, packages, registry) {
  cpSync(join(templates, name), folder, { recursive: true })
  for (const file of PROGRAMS) cpSync(join(templates, file), join(folder, file))
  registry.useIn(folder)
  // The command line's name has no scope that a registry could be told for.
  const specs = packages.map(({ manifest, path }) =>
    manifest.name.startsWith('@') ? manifest.name : path,
  )
  return check(`${name}: install (${about})`, () => install(installer, folder, specs))
}

/** Compiles the program of a consumer. Our declarations are checked with it. */
export function compile({ name }, folder, { title, options }) {
  return check(`${name}: compiles with ${title}`, async () => {
    const tsc = [process.execPath, join('node_modules', 'typescript', 'bin', 'tsc')]
    const { ok, stdout } = await capture(folder, [
      ...tsc,
      '-p',
      '.',
      '--pretty',
      'false',
      ...options,
    ])
    const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
    // Faults in the declarations of others are not ours to answer for.
    const ours = errors.filter((line) => !/^node_modules\/(?![^(]*countersign)/.test(line))
    for (const error of ours) console.log(error)
    return ok || (errors.length > 0 && ours.length === 0)
  })
}

/** Runs the programs of a consumer with a Node of the given version, until one fails. */
export async function exercise({ programs }, folder, node, version) {
  if (node === undefined) return false
  for (const program of programs) {
    const { ok, stdout, stderr } = await capture(folder, [node, program])
    const lines = stdout.split('\n').filter((line) => /^(not )?ok /.test(line))
    const wrong = lines.filter((line) => !line.startsWith('ok'))
    const well = ok && wrong.length === 0 && lines.includes(`ok  ${version}`)
    if (!well) {
      console.log(`${program}\n${stdout}${stderr}`)
      return false
    }
  }
  return true
}
