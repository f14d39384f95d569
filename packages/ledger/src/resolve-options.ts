import { join, resolve } from 'node:path'
import { ConfigError } from '@countersign/core'
import {
  assertFunction,
  assertKnown,
  assertNumber,
  assertObject,
  assertOneOf,
  assertText,
  assertWhole,
  type PoolLike,
  type Storage,
} from '@countersign/database'
import { DEFAULT_FIELDS, FIELDS, type FieldPolicy } from './fields.js'
import type { NotableMessage } from './notable.js'
import type { LedgerOptions } from './options.js'
import { resolveSecrets } from './resolve-secrets.js'

/** Every option, checked, with its default. */
export interface ResolvedOptions {
  readonly storage: Storage
  /** `undefined`: nothing waits on disk. */
  readonly spool: string | undefined
  readonly schema: string
  readonly service: string | undefined
  readonly fields: FieldPolicy
  readonly network: 'prefix' | 'full'
  readonly secrets: readonly Uint8Array[]
  readonly flushInterval: number
  readonly maxWaiting: number
  readonly maxSpoolBytes: number
  readonly maxRefusalsPerMinute: number
  readonly burst: { readonly uses: number; readonly seconds: number } | undefined
  /** Days. */
  readonly retention: number | undefined
  readonly onNotable: ((message: NotableMessage) => void) | undefined
  readonly clock: () => number
}

const OPTIONS = [
  'folder',
  'pool',
  'spool',
  'schema',
  'service',
  'fields',
  'network',
  'secret',
  'flushInterval',
  'maxWaiting',
  'maxSpoolBytes',
  'maxRefusalsPerMinute',
  'burst',
  'retention',
  'onNotable',
  'clock',
]

const LONGEST_PATH = 4_096
const LONGEST_SERVICE = 100
/** Bytes; PostgreSQL would cut what is longer. */
const LONGEST_SCHEMA = 63
const GIBIBYTE = 2 ** 30
const LEAST_SPOOL = 2 ** 16
const LONGEST_BURST = 86_400
const MOST_DAYS = 36_500
// In seconds, the present is before this: every use would be of 1970.
const EARLIEST_MILLISECONDS = 100_000_000_000
/** The end of the year 9999. */
const LATEST_MILLISECONDS = 253_402_300_799_999

/** Checks all options; throws a ConfigError that names the one at fault. */
export function resolveOptions(options: LedgerOptions): ResolvedOptions {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const { schema = 'countersign_ledger', service, network = 'prefix', onNotable } = options
  const { flushInterval = 200, maxWaiting = 10_000, maxSpoolBytes = GIBIBYTE } = options
  const { maxRefusalsPerMinute = 60, clock = Date.now } = options
  checkSchema(schema)
  if (service !== undefined) assertText('service', service, LONGEST_SERVICE)
  assertOneOf('network', network, ['prefix', 'full'])
  assertNumber('flushInterval', flushInterval, 10, 10_000)
  assertWhole('maxWaiting', maxWaiting, 100, 1_000_000)
  assertWhole('maxSpoolBytes', maxSpoolBytes, LEAST_SPOOL, Number.MAX_SAFE_INTEGER)
  assertWhole('maxRefusalsPerMinute', maxRefusalsPerMinute, 1, 10_000)
  if (onNotable !== undefined) assertFunction('onNotable', onNotable)
  checkClock(clock)
  return {
    ...resolvePlaces(options),
    schema,
    service,
    fields: resolveFields(options.fields),
    network,
    secrets: resolveSecrets(options.secret),
    flushInterval,
    maxWaiting,
    maxSpoolBytes,
    maxRefusalsPerMinute,
    burst: resolveBurst(options.burst),
    retention: resolveRetention(options.retention),
    onNotable,
    clock: soundClock(clock),
  }
}

function resolvePlaces({
  folder,
  pool,
  spool,
}: LedgerOptions): Pick<ResolvedOptions, 'storage' | 'spool'> {
  if (folder !== undefined && pool !== undefined)
    throw new ConfigError(
      'folder',
      'must not be given with "pool": uses are written to one of them',
    )
  if (pool !== undefined) {
    checkPool(pool)
    if (spool === undefined)
      throw new ConfigError(
        'spool',
        'must be given with "pool": a folder where uses wait on disk while the server is away, or false',
      )
    return { storage: { pool }, spool: resolveSpool(spool) }
  }
  if (folder === undefined)
    throw new ConfigError('folder', 'must be given, or "pool": uses are written to one of them')
  assertText('folder', folder, LONGEST_PATH)
  const root = resolve(folder)
  return {
    storage: { folder: root },
    spool: resolveSpool(spool ?? join(root, 'spool')),
  }
}

function checkPool(pool: unknown): void {
  if (typeof (pool as Partial<PoolLike> | null)?.connect === 'function') return
  throw new ConfigError('pool', 'must be a pool of connections, such as new pg.Pool() makes')
}

function resolveSpool(spool: unknown): string | undefined {
  if (spool === false) return undefined
  if (typeof spool !== 'string') throw new ConfigError('spool', 'must be a folder, or false')
  assertText('spool', spool, LONGEST_PATH)
  return resolve(spool)
}

function checkSchema(schema: unknown): void {
  assertText('schema', schema, LONGEST_SCHEMA)
  if (Buffer.byteLength(schema) > LONGEST_SCHEMA)
    throw new ConfigError('schema', `must be of at most ${LONGEST_SCHEMA} bytes`)
  if (schema.startsWith('pg_'))
    throw new ConfigError('schema', 'must not begin with "pg_", which PostgreSQL keeps for itself')
}

function resolveFields(given: LedgerOptions['fields'] = {}): FieldPolicy {
  assertObject('fields', given)
  assertKnown('fields', given, FIELDS)
  const fields = { ...DEFAULT_FIELDS }
  for (const field of FIELDS) {
    const treatment = given[field] ?? fields[field]
    assertOneOf(`fields.${field}`, treatment, ['share', 'keep', 'omit'])
    fields[field] = treatment
  }
  return fields
}

function resolveBurst(
  given: LedgerOptions['burst'] = { uses: 600, seconds: 60 },
): ResolvedOptions['burst'] {
  if (given === false) return undefined
  assertObject('burst', given)
  assertKnown('burst', given, ['uses', 'seconds'])
  const { uses, seconds } = given
  assertWhole('burst.uses', uses, 1, 1_000_000)
  assertNumber('burst.seconds', seconds, 1, LONGEST_BURST)
  return { uses, seconds }
}

function resolveRetention(given: LedgerOptions['retention'] = 365): number | undefined {
  if (given === false) return undefined
  assertNumber('retention', given, 1, MOST_DAYS)
  return given
}

function checkClock(clock: unknown): void {
  assertFunction('clock', clock)
  const now: unknown = (clock as () => unknown)()
  if (typeof now === 'number' && now >= EARLIEST_MILLISECONDS && Number.isFinite(now)) return
  throw new ConfigError('clock', 'must return milliseconds since the epoch')
}

/**
 * One that gives whole milliseconds of its time, or else of the system's: no use may be of no time at all,
 * and what a clock throws would end the process, as it is asked where a request is heard of.
 */
function soundClock(clock: () => number): () => number {
  return () => {
    const now = timeOf(clock)
    return Math.floor(now >= 0 && now <= LATEST_MILLISECONDS ? now : Date.now())
  }
}

function timeOf(clock: () => unknown): number {
  try {
    const now = clock()
    return typeof now === 'number' ? now : Number.NaN
  } catch {
    return Number.NaN
  }
}
