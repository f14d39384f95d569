import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const packages = fileURLToPath(new URL('../../', import.meta.url))

/** Which rooms each room may import from: imports run one way. A new room needs a row. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  express: ['core'],
  koa: ['core'],
  nestjs: ['core'],
  fastify: ['core'],
  fetch: ['core'],
  mcp: ['core'],
  otel: ['core'],
  redis: ['core'],
  database: ['core'],
  ledger: ['core', 'database'],
  issuer: [],
  approval: ['core', 'database', 'issuer', 'ledger'],
  testing: ['issuer'],
  'tls-audit': [],
  // The command line is made of all of them.
  cli: ['core', 'issuer', 'testing', 'tls-audit'],
  'probe-peers': ['cli', 'issuer', 'testing'],
  'test-servers': [],
  bench: ['approval', 'core', 'express', 'koa', 'nestjs', 'redis', 'ledger', 'issuer', 'testing'],
}

/** Who may use jose: an adapter has no business with cryptography. Benchmarks have it as a peer. */
const USES_JOSE = new Set(['core', 'issuer', 'approval', 'testing', 'cli', 'bench', 'probe-peers'])

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const rooms = readdirSync(packages).filter((name) =>
  existsSync(resolve(packages, name, 'package.json')),
)

const manifestOf = (room: string): Manifest =>
  JSON.parse(readFileSync(resolve(packages, room, 'package.json'), 'utf8')) as Manifest

interface Import {
  readonly file: string
  readonly from: string
}

/** Every `import … from`, `export … from` and `import(…)` of a text, comments left out. */
function importsOf(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const found = code.matchAll(
    /\b(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]|\brequire\s*\(\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map(([, from, bare, required]) => from ?? bare ?? required ?? '')
}

/** The imports of a room's sources. */
function importsIn(room: string): readonly Import[] {
  const source = resolve(packages, room, 'src')
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => resolve(entry.parentPath, entry.name))
    .flatMap((file) =>
      importsOf(readFileSync(file, 'utf8')).map((from) => ({
        file: relative(packages, file),
        from,
      })),
    )
}

const isRelative = ({ from }: Import): boolean => from.startsWith('.')
const isBuiltin = ({ from }: Import): boolean => builtinModules.includes(from.replace(/^node:/, ''))

/** `@scope/name` or `name`, without what comes behind it. */
const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

/** The command is called by the name of the house. */
const nameOf = (room: string): string => (room === 'cli' ? 'countersign' : `@countersign/${room}`)

const roomOf = ({ from }: Import): string | undefined =>
  rooms.find((room) => nameOf(room) === packageOf(from))

const roomsAmong = (dependencies: object): readonly string[] =>
  rooms.filter((room) => Object.hasOwn(dependencies, nameOf(room)))

/** Every room that has to be built before a room's tests can run. */
function neededBy(room: string, needed: Set<string> = new Set()): ReadonlySet<string> {
  const { dependencies, peerDependencies, devDependencies } = manifestOf(room)
  for (const other of roomsAmong({ ...dependencies, ...peerDependencies, ...devDependencies })) {
    if (needed.has(other)) continue
    needed.add(other)
    neededBy(other, needed)
  }
  return needed
}

describe('reading imports', () => {
  it('sees every kind of them', () => {
    const text = `
      import a, { type B } from 'one'
      import type {
        C,
      } from "two"
      import 'three'
      export { d } from 'four/sub'
      const e = await import('five')
      type F = import('six').F
      const g = require('seven')
      // import h from 'comment'
      /* import i from 'comment' */`
    expect(importsOf(text)).toEqual(['one', 'two', 'three', 'four/sub', 'five', 'six', 'seven'])
  })

  it('finds some in every room', () => {
    for (const room of rooms) expect([room, importsIn(room).length > 0]).toEqual([room, true])
  })
})

describe('the rooms', () => {
  it('are all in the table', () => {
    expect(rooms.filter((room) => !Object.hasOwn(MAY_IMPORT, room))).toEqual([])
    expect(Object.keys(MAY_IMPORT).filter((room) => !rooms.includes(room))).toEqual([])
  })

  it('go by the name of their folder', () => {
    expect(rooms.map((room) => manifestOf(room).name)).toEqual(rooms.map(nameOf))
  })
})

describe.each(rooms)('%s', (room) => {
  const imports = importsIn(room)
  const allowed = MAY_IMPORT[room] ?? []
  const { dependencies = {}, peerDependencies = {}, ...manifest } = manifestOf(room)

  it('imports no other rooms than it may', () => {
    const others = imports.filter((one) => roomOf(one) !== undefined)
    expect(others.filter((one) => !allowed.includes(roomOf(one) ?? ''))).toEqual([])
  })

  it('reaches into no other room by a path', () => {
    const source = resolve(packages, room, 'src') + sep
    const astray = imports.filter(
      (one) => isRelative(one) && !resolve(packages, one.file, '..', one.from).startsWith(source),
    )
    expect(astray).toEqual([])
  })

  it('declares what it imports', () => {
    // Whoever installs a package gets no dev dependencies; what is private nobody installs.
    const own = manifest.private === true ? manifest.devDependencies : {}
    const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...own }))
    const hidden = imports.filter(
      (one) => !isRelative(one) && !isBuiltin(one) && !declared.has(packageOf(one.from)),
    )
    expect(hidden).toEqual([])
  })

  it('depends on no room that it may not import', () => {
    const others = roomsAmong({ ...dependencies, ...peerDependencies })
    expect(others.filter((name) => !allowed.includes(name))).toEqual([])
  })

  it('names the modules of Node as such', () => {
    expect(imports.filter((one) => isBuiltin(one) && !one.from.startsWith('node:'))).toEqual([])
  })

  it('uses jose only where it may', () => {
    const usesJose = imports.some(({ from }) => packageOf(from) === 'jose')
    expect(usesJose && !USES_JOSE.has(room)).toBe(false)
  })

  it('makes no circle by what its tests need', () => {
    // turbo builds what a room dev-depends on before the room itself.
    expect([...neededBy(room)]).not.toContain(room)
  })
})
