import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capture, succeeds } from '../run.mjs'
import { check } from '../tally.mjs'

const templates = fileURLToPath(new URL('./', import.meta.url))
const install = [
  'npm',
  'install',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--prefer-offline',
]

const PROGRAMS = [
  'smoke.ts',
  'post-quantum.ts',
  'record.ts',
  'approve.ts',
  'audit.ts',
  'imports.cjs',
  'exits.mjs',
  'command.mjs',
]

const EVERYWHERE = ['imports.cjs', 'exits.mjs', join('dist', 'smoke.js')]

/** Projects of users, as different as our support reaches, and how they compile. */
export const CONSUMERS = [
  {
    name: 'modern',
    about: 'ESM, Express 5, Koa 3, Nest 12',
    programs: [...EVERYWHERE, 'command.mjs'],
    compilers: [{ title: 'TypeScript 7, nodenext', options: [] }],
  },
  {
    name: 'older',
    about: 'CommonJS, Express 4, Koa 2, Nest 11',
    programs: EVERYWHERE,
    compilers: [
      {
        title: 'TypeScript 5.9, nodenext',
        options: ['-m', 'nodenext', '--moduleResolution', 'nodenext'],
      },
      { title: 'TypeScript 5.9, commonjs', options: [] },
    ],
  },
]

/** Makes the project of a consumer in a folder: a program, its dependencies, and our tarballs. */
export function prepare({ name, about }, folder, tarballs) {
  cpSync(join(templates, name), folder, { recursive: true })
  for (const file of PROGRAMS) cpSync(join(templates, file), join(folder, file))
  return check(`${name}: npm install (${about})`, () => succeeds(folder, [...install, ...tarballs]))
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
    const ours = errors.filter((line) => !line.startsWith('node_modules/@types/'))
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
      console.log(`${stdout}${stderr}`)
      return false
    }
  }
  return true
}
