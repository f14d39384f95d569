import type { VerifierHealth } from '@countersign/core'

/** Whatever tells the state of its keys: a verifier. */
export interface VerifierLike {
  health(): VerifierHealth
}

/** Whatever knows how much it remembers: `memoryReplayStore()`, `memoryRevocationList()`, `redisRevocationList()`. */
export interface SizedLike {
  readonly size: number
}

/** Whatever tells how it records: a ledger. */
export interface LedgerLike {
  health(): {
    readonly state: string
    readonly waiting: number
    readonly spooled: number
    readonly written: number
  }
}

/** What is looked at whenever metrics are collected, by a name of yours each. */
export interface HealthSources {
  readonly verifiers?: Readonly<Record<string, VerifierLike>>
  readonly replayStores?: Readonly<Record<string, SizedLike>>
  readonly revocationLists?: Readonly<Record<string, SizedLike>>
  readonly ledgers?: Readonly<Record<string, LedgerLike>>
}

/** Throws a TypeError, which names the option. */
export function checkSources({
  verifiers,
  replayStores,
  revocationLists,
  ledgers,
}: HealthSources): void {
  for (const [option, sources] of Object.entries({ verifiers, ledgers })) {
    assertEach(option, sources, (one) => typeof one['health'] === 'function', 'have a health()')
  }
  for (const [option, sources] of Object.entries({ replayStores, revocationLists })) {
    assertEach(option, sources, (one) => typeof one['size'] === 'number', 'have a size')
  }
}

type Named = Readonly<Record<string, unknown>>

function assertEach(
  option: string,
  sources: unknown,
  fits: (source: Named) => boolean,
  must: string,
): void {
  if (sources === undefined) return
  if (!isObject(sources) || Array.isArray(sources)) {
    throw new TypeError(`"${option}" must be an object with a name for each`)
  }
  for (const [name, source] of Object.entries(sources)) {
    if (!isObject(source) || !fits(source)) throw new TypeError(`"${option}.${name}" must ${must}`)
  }
}

function isObject(value: unknown): value is Named {
  return typeof value === 'object' && value !== null
}
