import { fork, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { on, once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileKeyStore, type KeyStore } from '../../src/index.js'

const WRITER = new URL('writer.mjs', import.meta.url)
const IDLE = new URL('idle.mjs', import.meta.url)
const TEXT = 'a key ring, or what is as long as one'.repeat(500)
const documentOf = (version: number): string => JSON.stringify({ version, text: TEXT })

const running = new Set<ChildProcess>()
let folder: string
let path: string
let store: KeyStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'))
  path = join(folder, 'keys.json')
  store = fileKeyStore(path)
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

/** A process of the test's own, without the condition that leads to the sources. */
function started(program: URL, ...args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(program), [path, ...args], { execArgv: [] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** What is kept is whole, and the next one who comes can change it, and leaves nothing lying about. */
async function checked(atLeast: number): Promise<number> {
  const kept = await store.load()
  if (!kept) throw new Error('nothing is kept')
  const { version } = kept
  expect(version).toBeGreaterThanOrEqual(atLeast)
  expect(kept.document).toBe(documentOf(version))
  expect(await readFile(path, 'utf8')).toBe(kept.document)
  const next = version + 1
  expect(await store.save({ version: next, document: documentOf(next) }, version)).toBe(true)
  expect(await readdir(folder)).toEqual(['keys.json', expect.stringMatching(/^keys\.json\.\d+$/)])
  return next
}

it('a process that is killed, at any step of a change, leaves a whole file and no lock', async () => {
  await store.save({ version: 1, document: documentOf(1) }, undefined)
  let version = 1
  const left = new Set<string>()
  const kills = await untilItFinishes(async () => {
    for (const name of await readdir(folder)) left.add(name.replaceAll(/[\da-f]{32}|\d+/g, 'N'))
    const file = JSON.parse(await readFile(path, 'utf8')) as { version: number }
    expect([version, version + 1]).toContain(file.version)
    version = await checked(version)
  })
  expect(kills).toBeGreaterThan(8)
  // Some of them had written something, and some had nothing left to do but tidy up.
  expect([...left].toSorted()).toEqual(['keys.json', 'keys.json.N', 'keys.json.N.N.tmp'])
}, 120_000)

it('of many who change it, and are killed while they do, none is in the way of the others', async () => {
  let version = 1
  for (let round = 0; round < 3; round++) {
    await Promise.all([killed(), killed(), killed()])
    const next = await checked(version)
    expect(next).toBeGreaterThan(version)
    version = next
  }
}, 120_000)

it('a ring keeps no process alive', async () => {
  const [code] = await once(started(IDLE), 'exit')
  expect(code).toBe(0)
  expect(await store.load()).toMatchObject({ version: 1 })
})

/** Kills a process at the first step of a change, another one at the second, and so on. Gives how many. */
async function untilItFinishes(look: () => Promise<void>): Promise<number> {
  for (let step = 1; ; step++) {
    const [code, signal] = await once(started(WRITER, TEXT, String(step)), 'exit')
    await look()
    if (code === 0) return step - 1
    if (signal !== 'SIGKILL') throw new Error('a writer has ended: has the package been built?')
  }
}

/** Starts a process that changes the file all the time, and ends it after a few changes. */
async function killed(): Promise<void> {
  const child = started(WRITER, TEXT)
  const messages = on(child, 'message', { close: ['exit'] })
  let changes = 1 + randomInt(20)
  for await (const _ of messages) if (--changes === 0) child.kill('SIGKILL')
  expect(changes).toBeLessThanOrEqual(0)
}
