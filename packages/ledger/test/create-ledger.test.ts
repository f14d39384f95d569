import { channel } from 'node:diagnostics_channel'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHANNELS, ConfigError, DependencyError } from '@countersign/core'
import type { PoolClientLike, PoolLike } from '@countersign/database'
import {
  copyFolder,
  type Kind,
  KINDS,
  openPool,
  temporaryFolder,
} from '@countersign/test-servers/vitest'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest'
import { createLedger, LEDGER_CHANNELS } from '../src/index.js'
import type { Ledger } from '../src/ledger-types.js'
import type { NotableMessage } from '../src/notable.js'
import type { LedgerOptions } from '../src/options.js'
import { ledgerMessages } from './support/ledger-messages.js'
import { usage } from './support/messages.js'

const usages = channel(CHANNELS.usage)
const refusals = channel(CHANNELS.refused)
const ALICE = { issuer: 'https://id.example', subject: 'alice' }

afterEach(() => void vi.useRealTimers())

function ledgerOf(options: object): Ledger {
  const ledger = createLedger({ flushInterval: 10, ...options } as LedgerOptions)
  onTestFinished(async () => ledger.close())
  return ledger
}

interface Place {
  readonly options: object
  readonly close: () => Promise<void>
}

async function openPlace(kind: Kind): Promise<Place> {
  if (kind === 'PGlite') {
    const { folder, close } = await copyFolder()
    return { options: { folder }, close }
  }
  const { pool, close } = await openPool()
  const spool = await mkdtemp(join(tmpdir(), 'countersign-spool-'))
  return {
    options: { pool, spool },
    async close() {
      await close()
      await rm(spool, { recursive: true })
    },
  }
}

/** The same, for one test. */
async function placeOf(kind: Kind): Promise<object> {
  const { options, close } = await openPlace(kind)
  onTestFinished(close)
  return options
}

/** A server that nobody reaches, until it is there. */
function distantPool(pool?: PoolLike): PoolLike & { isThere: boolean } {
  return {
    isThere: false,
    async connect(): Promise<PoolClientLike> {
      if (this.isThere && pool) return pool.connect()
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    },
  }
}

describe.each(KINDS)('a ledger on %s', (kind) => {
  it('records from the moment that it was made, and goes on after a restart', async () => {
    const place = await placeOf(kind)
    const ledger = ledgerOf({ ...place, service: 'orders' })
    usages.publish(usage())
    usages.publish(usage({ decision: 'refused', reason: 'insufficient_scope', status: 403 }))
    usages.publish(usage({ subject: 'bob' }))
    expect(ledger.health().state).toBe('starting')
    await ledger.flush()
    const { uses } = await ledger.uses(ALICE)
    expect(uses).toHaveLength(2)
    expect(uses[0]).toMatchObject({
      decision: 'refused',
      reason: 'insufficient_scope',
      sequence: 2,
    })
    expect(uses[1]).toMatchObject({
      ...ALICE,
      sequence: 1,
      client: 'shop',
      service: 'orders',
      route: '/orders/:id',
      network: '192.0.2.0/24',
      agent: 'curl',
      tlsProtocol: 'TLSv1.3',
    })
    expect(await ledger.verify()).toMatchObject({ ok: true, uses: 3, chains: 2 })
    expect(ledger.health()).toMatchObject({ state: 'recording', written: 3, lost: 0, waiting: 0 })
    const checkpoint = await ledger.checkpoint(ALICE)
    expect(await ledger.prune({ before: new Date(0) })).toEqual({ uses: 0 })
    await ledger.close()
    const next = ledgerOf(place)
    usages.publish(usage())
    await next.flush()
    expect(await next.verify({ checkpoints: checkpoint ? [checkpoint] : [] })).toMatchObject({
      ok: true,
      uses: 4,
    })
  })

  it('closes once, hears nothing more, and answers nobody', async () => {
    const listeners = process.listenerCount('beforeExit')
    const ledger = ledgerOf(await placeOf(kind))
    usages.publish(usage())
    await Promise.all([ledger.close(), ledger.close()])
    await ledger.close()
    usages.publish(usage())
    expect(ledger.health()).toMatchObject({ state: 'closed', waiting: 0, lost: 0 })
    await expect(ledger.uses()).rejects.toThrow('the ledger was closed')
    await expect(ledger.ready()).rejects.toThrow('the ledger was closed')
    await expect(ledger.flush()).rejects.toThrow('the ledger was closed')
    expect(usages.hasSubscribers).toBe(false)
    expect(process.listenerCount('beforeExit')).toBe(listeners)
  })
})

// One for all: opening a database takes seconds.
describe.each(KINDS)('a ledger that is open, on %s', (kind) => {
  let ledger: Ledger
  let close: () => Promise<void>
  let told: NotableMessage[]

  beforeAll(async () => {
    const place = await openPlace(kind)
    const options: object = {
      ...place.options,
      flushInterval: 10,
      service: 'orders',
      maxRefusalsPerMinute: 2,
      fields: { tls: 'omit', scheme: 'omit' },
      onNotable(message: NotableMessage) {
        told.push(message)
        throw new Error('no')
      },
    }
    ledger = createLedger(options as LedgerOptions)
    close = async () => {
      await ledger.close()
      await place.close()
    }
  })
  beforeEach(() => {
    told = []
  })
  afterAll(async () => close?.())

  it('counts what nobody can be held to', async () => {
    const identity = undefined
    refusals.publish({ reason: 'malformed_token', status: 401, detail: undefined, identity })
    usages.publish(usage({ decision: 'anonymous', issuer: undefined }))
    for (let index = 0; index < 5; index++)
      usages.publish(usage({ decision: 'refused', reason: 'token_expired' }))
    await ledger.flush()
    const counts = await ledger.counts()
    expect(
      counts
        .map((one) => [one.kind, one.reason, one.count])
        .toSorted((one, other) => (String(one) < String(other) ? -1 : 1)),
    ).toEqual([
      ['anonymous', null, 1],
      ['suppressed', 'token_expired', 3],
      ['unattributed', 'malformed_token', 1],
    ])
    expect(ledger.health()).toMatchObject({ suppressed: 3, written: 2 })
  })

  it('never writes down what it is told to omit', async () => {
    const subject = 'omitted'
    usages.publish(usage({ subject }))
    await ledger.flush()
    const { uses } = await ledger.uses({ ...ALICE, subject })
    const [use] = uses as unknown as readonly Record<string, unknown>[]
    for (const name of ['scheme', 'tlsProtocol', 'tlsCipher'])
      expect(use?.[name] ?? undefined).toBeUndefined()
    expect(use).toMatchObject({ route: '/orders/:id', agent: 'curl' })
  })

  it('tells of notable uses once they are recorded, whatever the listener does', async () => {
    const messages = ledgerMessages()
    const subject = 'notable'
    usages.publish(usage({ subject }))
    await ledger.flush()
    await expect
      .poll(() => messages.filter(({ event }) => event === 'failed').length)
      .toBe(told.length)
    expect(told).toMatchObject([{ kind: 'first-use', use: { ...ALICE, subject } }])
    expect(messages).toContainEqual({ event: 'failed', part: 'notifier', error: 'no' })
    usages.publish(usage({ subject }))
    await ledger.flush()
    expect((await ledger.uses({ ...ALICE, subject })).uses).toHaveLength(2)
    expect(ledger.health()).toMatchObject({ lost: 0 })
  })

  it('erases what waited, too', async () => {
    usages.publish(usage({ subject: 'erased' }))
    usages.publish(usage({ subject: 'bob' }))
    expect(await ledger.erase({ ...ALICE, subject: 'erased' })).toEqual({ uses: 1 })
    const { uses } = await ledger.uses()
    const subjects = uses.map(({ subject }) => subject)
    expect(subjects).toContain('bob')
    expect(subjects).not.toContain('erased')
    expect(await ledger.verify()).toMatchObject({ ok: true })
  })
})

it('has each ledger of a process record everything', async () => {
  const both = await Promise.all([placeOf('PostgreSQL'), placeOf('PostgreSQL')])
  const ledgers = both.map(ledgerOf)
  usages.publish(usage())
  for (const ledger of ledgers) {
    await ledger.flush()
    expect((await ledger.uses()).uses).toHaveLength(1)
  }
})

describe('a server that is away at the start', () => {
  it('loses nothing, and has it when it comes', async () => {
    const messages = ledgerMessages()
    const { pool, close } = await openPool()
    onTestFinished(close)
    const distant = distantPool(pool)
    const spool = await temporaryFolder()
    const ledger = ledgerOf({ pool: distant, spool })
    usages.publish(usage())
    await expect.poll(() => ledger.health().spooled).toBe(1)
    expect(await readdir(spool)).toHaveLength(1)
    expect(ledger.health().state).toBe('starting')
    distant.isThere = true
    await ledger.flush()
    expect((await ledger.uses()).uses).toHaveLength(1)
    expect(messages.map(({ event }) => event)).toContain('unavailable')
    await ledger.close()
    expect(messages.map(({ event }) => event)).toContain('drained')
  })

  it('is a dependency that is away for whoever waits, and is asked again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const ledger = ledgerOf({ pool: distantPool(), spool: false })
    const failures = [ledger.ready(), ledger.flush(), ledger.uses(), ledger.erase(ALICE)].map(
      async (promise) => promise.catch((error: unknown) => error),
    )
    await vi.advanceTimersByTimeAsync(10_100)
    for (const failure of failures) {
      const error = (await failure) as DependencyError
      expect(error).toBeInstanceOf(DependencyError)
      expect(error.cause).toMatchObject({ message: 'connect ECONNREFUSED' })
    }
    vi.useRealTimers()
    expect(ledger.health()).toMatchObject({ state: 'starting', lastError: 'connect ECONNREFUSED' })
    await ledger.close()
  })
})

describe('a ledger is not made', () => {
  it('with an option that is wrong', () => {
    expect(() => createLedger({} as LedgerOptions)).toThrow(ConfigError)
    expect(usages.hasSubscribers).toBe(false)
  })

  it('with a folder that others can read', async () => {
    const folder = await temporaryFolder()
    const { chmod, mkdir } = await import('node:fs/promises')
    await chmod(folder, 0o755)
    expect(() => createLedger({ folder })).toThrow('"folder" must be closed')
    await mkdir(join(folder, 'spool'), { mode: 0o755 })
    const pool = distantPool()
    expect(() => createLedger({ pool, spool: join(folder, 'spool') })).toThrow(
      '"spool" must be closed',
    )
    expect(usages.hasSubscribers).toBe(false)
  })
})

it.each([
  ['owner', async (ledger: Ledger) => ledger.erase(undefined as never)],
  ['owner.subject', async (ledger: Ledger) => ledger.erase({ issuer: 'x' } as never)],
  ['owner.issuer', async (ledger: Ledger) => ledger.checkpoint({ issuer: '', subject: 'x' })],
  [
    'owner.subject',
    async (ledger: Ledger) => ledger.verify({ owner: { issuer: 'x', subject: 7 as never } }),
  ],
  ['before', async (ledger: Ledger) => ledger.prune({ before: new Date('never') })],
  ['before', async (ledger: Ledger) => ledger.prune({ before: 0 as never })],
])('names the argument at fault: %s', async (option, call) => {
  const ledger = ledgerOf({ pool: distantPool(), spool: false })
  await expect(call(ledger)).rejects.toMatchObject({ name: 'ConfigError', option })
})

it('names its channels', () => {
  expect(LEDGER_CHANNELS).toEqual({ ledger: 'countersign:ledger', notable: 'countersign:notable' })
})
