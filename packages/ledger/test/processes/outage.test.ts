import { randomInt } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { poolTo, type PostgresServer, startPostgres } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { usesTold } from '../support/ledger-messages.js'
import { startRecording } from '../support/recording-process.js'
import { faults, parsed, SELECTED, type Recorded } from '../support/stores.js'

const FLUSH = 50

let server: PostgresServer
let spool: string

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => server?.close())
beforeEach(async () => {
  spool = await temporaryFolder()
})

const options = (): object => ({
  port: server.port,
  database: 'postgres',
  spool,
  flushInterval: FLUSH,
  // Two tests share a server.
  schema: schemaOf(spool),
})

function schemaOf(folder: string): string {
  return `of_${folder.slice(-6).toLowerCase()}`
}

async function recorded(): Promise<readonly Recorded[]> {
  const pool = poolTo(server.port, 'postgres')
  try {
    const { rows } = await pool.query(
      SELECTED.replace('countersign_ledger', `"${schemaOf(spool)}"`),
    )
    return parsed(rows as object[])
  } finally {
    await pool.end()
  }
}

/** The server, and each process that it has for a connection: they are in groups of their own. */
async function freezeAll(): Promise<() => void> {
  const pool = poolTo(server.port, 'postgres')
  const { rows } = await pool.query(
    'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
  )
  await pool.end()
  const pids = (rows as { pid: number }[]).map(({ pid }) => pid)
  const send = (signal: NodeJS.Signals): void => {
    for (const pid of pids) process.kill(pid, signal)
  }
  server.freeze()
  send('SIGSTOP')
  return () => {
    send('SIGCONT')
    server.thaw()
  }
}

it('a server that is away for a while loses nothing, and has it in order, once', async () => {
  const recording = await startRecording(options())
  const tell = async (): Promise<unknown> =>
    recording.ask('tell', { uses: 1_000, writer: 'a', subjects: 13 })
  await recording.ask('ready')
  await tell()
  await recording.ask('flush')
  await tell()
  await server.kill()
  for (let round = 0; round < 5; round++) {
    await tell()
    await setTimeout(FLUSH * 2)
  }
  await expect
    .poll(async () => (await recording.ask('health')).spooled, { timeout: 5_000 })
    .toBeGreaterThanOrEqual(5_000)
  await server.start()
  await tell()
  await expect
    .poll(async () => (await recording.ask('health')).state, { timeout: 15_000 })
    .toBe('recording')
  await tell()
  await recording.ask('flush')
  const all = await recorded()
  expect(all).toHaveLength(9_000)
  expect(faults(all)).toEqual([])
  expect(await recording.ask('verify')).toMatchObject({ ok: true, uses: 9_000 })
  expect(await recording.ask('health')).toMatchObject({ written: 9_000, lost: 0, spooled: 0 })
  expect(await readdir(spool)).toEqual([])
  await recording.ask('close')
})

it('a process that starts, and is killed, without a server loses the last moment, at most', async () => {
  await server.kill()
  let atLeast = 0
  for (const writer of ['first', 'second', 'third']) {
    const recording = await startRecording(options())
    await recording.ask('run', { uses: 2, writer, subjects: 7 })
    await setTimeout(1_000 + randomInt(600))
    atLeast += recording.toldBy(Date.now() - 900)
    await recording.kill()
  }
  expect(atLeast).toBeGreaterThan(0)
  await server.start()
  const last = await startRecording(options())
  await last.ask('flush')
  expect(await last.ask('verify')).toMatchObject({ ok: true })
  const all = await recorded()
  expect(faults(all)).toEqual([])
  expect(all.length).toBeGreaterThanOrEqual(atLeast)
  const left = await readdir(spool)
  expect(left.filter((name) => !name.endsWith('.writing'))).toEqual([])
  await last.ask('close')
})

it('a server that is frozen delays nothing, and keeps nobody from closing', async () => {
  const recording = await startRecording(options())
  await recording.ask('ready')
  await recording.ask('tell', { uses: 100, writer: 'a', subjects: 3 })
  await recording.ask('flush')
  const thaw = await freezeAll()
  try {
    for (let round = 0; round < 5; round++) {
      const begin = performance.now()
      await recording.ask('tell', { uses: 100, writer: 'a', subjects: 3 })
      // The way there and back: nobody has waited for the server.
      expect(performance.now() - begin).toBeLessThan(1_000)
    }
    await expect
      .poll(async () => (await recording.ask('health')).spooled, { timeout: 5_000 })
      .toBe(500)
    await recording.ask('tell', { uses: 50, writer: 'a', subjects: 3 })
    expect((await recording.ask('messages')).map(({ event }) => event)).toContain('unavailable')
    // Milliseconds: those of the limit, and what it takes to put the rest on the disk.
    expect(await recording.ask('close')).toBeLessThan(8_000)
    await recording.kill()
  } finally {
    thaw()
  }
  const next = await startRecording(options())
  await next.ask('flush')
  const all = await recorded()
  expect(all).toHaveLength(650)
  expect(faults(all)).toEqual([])
  expect(usesTold(await next.ask('messages'), 'lost')).toBe(0)
  await next.ask('close')
}, 40_000)
