import { join, resolve } from 'node:path'
import { ConfigError } from '@countersign/core'
import { describe, expect, it } from 'vitest'
import { DEFAULT_FIELDS } from '../src/fields.js'
import type { LedgerOptions } from '../src/options.js'
import { resolveOptions } from '../src/resolve-options.js'

const pool = {
  connect: async () => {
    throw new Error('nobody is there')
  },
}
function onNotable(): void {
  // Nothing is done about it.
}

const SECRET = 'ä'.repeat(16)

function resolved(options: object): ReturnType<typeof resolveOptions> {
  return resolveOptions(options as LedgerOptions)
}

function fault(options: unknown): string {
  try {
    resolveOptions(options as LedgerOptions)
    return 'none'
  } catch (error) {
    return error instanceof ConfigError ? error.option : String(error)
  }
}

it('has a default for everything but the place', () => {
  expect(resolved({ folder: 'ledger' })).toEqual({
    storage: { folder: resolve('ledger') },
    spool: join(resolve('ledger'), 'spool'),
    schema: 'countersign_ledger',
    service: undefined,
    fields: DEFAULT_FIELDS,
    network: 'prefix',
    secrets: [],
    flushInterval: 200,
    maxWaiting: 10_000,
    maxSpoolBytes: 2 ** 30,
    maxRefusalsPerMinute: 60,
    burst: { uses: 600, seconds: 60 },
    retention: 365,
    onNotable: undefined,
    clock: expect.any(Function),
  })
})

it('takes everything else as it is given', () => {
  const given = {
    pool,
    spool: '/var/spool/ledger',
    schema: 'uses',
    service: 'orders',
    fields: { network: 'omit', agent: 'keep' },
    network: 'full',
    secret: [SECRET, new Uint8Array(32)],
    flushInterval: 10,
    maxWaiting: 100,
    maxSpoolBytes: 2 ** 24,
    maxRefusalsPerMinute: 1,
    burst: { uses: 5, seconds: 1 },
    retention: 30,
    onNotable,
    clock: () => 1_800_000_000_000.7,
  }
  const { clock, ...rest } = resolved(given)
  expect(clock()).toBe(1_800_000_000_000)
  expect(rest).toMatchObject({
    storage: { pool },
    spool: '/var/spool/ledger',
    fields: { ...DEFAULT_FIELDS, network: 'omit', agent: 'keep' },
    secrets: [new Uint8Array(Buffer.from(SECRET)), new Uint8Array(32)],
    burst: { uses: 5, seconds: 1 },
    retention: 30,
    onNotable,
  })
})

it('can be told to keep nothing on disk, no burst and no end', () => {
  const options = resolved({ pool, spool: false, burst: false, retention: false })
  expect(options).toMatchObject({ spool: undefined, burst: undefined, retention: undefined })
})

it('asks what becomes of uses while a server is away', () => {
  const message =
    '"spool" must be given with "pool": a folder where uses wait on disk while the server is away, or false'
  expect(() => resolved({ pool })).toThrow(message)
})

it.each([
  [
    'throws',
    () => {
      throw new Error('no')
    },
  ],
  ['gives no number', () => 1n],
  ['gives nothing', () => undefined],
])('goes by the system where a clock %s', (_case, broken: () => unknown) => {
  const clocks: (() => unknown)[] = [() => 1_800_000_000_000]
  const { clock } = resolved({ folder: 'x', clock: () => (clocks.shift() ?? broken)() as number })
  expect(Math.abs(clock() - Date.now())).toBeLessThan(60_000)
})

it('goes by the system where a clock breaks', () => {
  let isBroken = false
  const { clock } = resolved({
    folder: 'x',
    clock: () => (isBroken ? Number.NaN : 1_800_000_000_000),
  })
  isBroken = true
  expect(Math.abs(clock() - Date.now())).toBeLessThan(60_000)
})

it('is not changed by who keeps the secret', () => {
  const secret = new Uint8Array(32)
  const { secrets } = resolved({ folder: 'x', secret })
  secret.fill(7)
  expect(secrets).toEqual([new Uint8Array(32)])
})

describe('names the option at fault', () => {
  const faults: readonly (readonly [option: string, options: unknown])[] = [
    ['options', undefined],
    ['options', []],
    ['folder', {}],
    ['folder', { folder: '' }],
    ['folder', { folder: 'a\0b' }],
    ['folder', { folder: 7 }],
    ['folder', { folder: 'x', pool, spool: false }],
    ['pool', { pool: {}, spool: false }],
    ['pool', { pool: null, spool: false }],
    ['spool', { pool, spool: true }],
    ['spool', { pool, spool: '' }],
    ['flushinterval', { folder: 'x', flushinterval: 1 }],
    ['schema', { folder: 'x', schema: '' }],
    ['schema', { folder: 'x', schema: 'pg_uses' }],
    ['schema', { folder: 'x', schema: 'ä'.repeat(32) }],
    ['schema', { folder: 'x', schema: 'a\uD800' }],
    ['service', { folder: 'x', service: '' }],
    ['service', { folder: 'x', service: 'x'.repeat(101) }],
    ['service', { folder: 'x', service: 'a\0' }],
    ['fields', { folder: 'x', fields: [] }],
    ['fields.cookie', { folder: 'x', fields: { cookie: 'keep' } }],
    ['fields.subject', { folder: 'x', fields: { subject: 'omit' } }],
    ['fields.client', { folder: 'x', fields: { client: 'hide' } }],
    ['network', { folder: 'x', network: 'none' }],
    ['secret', { folder: 'x', secret: 'ä'.repeat(15) }],
    ['secret', { folder: 'x', secret: new Uint8Array(31) }],
    ['secret', { folder: 'x', secret: [] }],
    ['secret', { folder: 'x', secret: [SECRET, 'short'] }],
    ['secret', { folder: 'x', secret: 32 }],
    ['secret', { folder: 'x', secret: [[SECRET]] }],
    ['flushInterval', { folder: 'x', flushInterval: 9 }],
    ['flushInterval', { folder: 'x', flushInterval: 10_001 }],
    ['flushInterval', { folder: 'x', flushInterval: Number.NaN }],
    ['flushInterval', { folder: 'x', flushInterval: '200' }],
    ['maxWaiting', { folder: 'x', maxWaiting: 99 }],
    ['maxWaiting', { folder: 'x', maxWaiting: 1_000_001 }],
    ['maxWaiting', { folder: 'x', maxWaiting: 100.5 }],
    ['maxSpoolBytes', { folder: 'x', maxSpoolBytes: 1_000 }],
    ['maxSpoolBytes', { folder: 'x', maxSpoolBytes: Infinity }],
    ['maxRefusalsPerMinute', { folder: 'x', maxRefusalsPerMinute: 0 }],
    ['burst', { folder: 'x', burst: true }],
    ['burst.uses', { folder: 'x', burst: { seconds: 1 } }],
    ['burst.seconds', { folder: 'x', burst: { uses: 1, seconds: 0 } }],
    ['burst.second', { folder: 'x', burst: { uses: 1, second: 1 } }],
    ['retention', { folder: 'x', retention: 0.5 }],
    ['retention', { folder: 'x', retention: true }],
    ['onNotable', { folder: 'x', onNotable: true }],
    ['clock', { folder: 'x', clock: 1 }],
    ['clock', { folder: 'x', clock: () => Date.now() / 1000 }],
    ['clock', { folder: 'x', clock: () => Infinity }],
  ]
  it.each(faults)('%s: %j', (option, options) => {
    expect(fault(options)).toBe(option)
  })
})
