import { ConfigError } from '../errors.js'
import type { IssuerOptions } from '../options.js'
import type { StatusListOptions } from '../status-list/status-list-options.js'
import { assertKnownNames, assertNumber, assertObject, assertOneOf } from './assert.js'
import { checkKeys } from './check-keys.js'
import { issuerIdentifier } from './identifiers.js'

/** Whoever signs status lists, where that is not simply the issuer of the tokens. */
export interface StatusSigner {
  readonly issuer: string
  readonly keys: IssuerOptions['keys']
  /** The name of `keys` as the user wrote it. */
  readonly keysOption: string
  /** Seconds. */
  readonly maxStale: number
  /** The same for the same keys. */
  readonly id: string
}

/** The `statusList` option of an issuer, checked, and with every default in its place. */
export interface ResolvedStatusList {
  /** `undefined`: the issuer of the tokens, by its own keys. */
  readonly signer: StatusSigner | undefined
  /** Statuses that pass, VALID included. */
  readonly accepted: ReadonlySet<number>
  readonly onUnavailable: 'refuse' | 'accept'
  /** Seconds. */
  readonly ttl: number
}

const VALID = 0x00

// Draft §7.1: 0x03, and the top of the first sixteen, mean what an application says.
const APPLICATION_STATUSES = new Set<unknown>([0x03, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f])

const PRESET_TTL = 300

/** Seconds: however long a list says that it may be kept, a day is enough. */
export const MAX_TTL = 86_400

/** Checks the `statusList` option; `undefined`: `status` claims are ignored. Throws a ConfigError. */
export function resolveStatusList(
  option: string,
  given: unknown,
  tokens: { readonly issuer: string; readonly maxStale: number },
): ResolvedStatusList | undefined {
  if (given === false) return undefined
  const options: unknown = given === undefined ? {} : given
  assertObject(option, options)
  assertKnownNames(option, options, ['issuer', 'keys', 'accept', 'onUnavailable', 'ttl'])
  const { accept, onUnavailable = 'refuse', ttl = PRESET_TTL }: StatusListOptions = options
  assertOneOf(`${option}.onUnavailable`, onUnavailable, ['refuse', 'accept'])
  assertNumber(`${option}.ttl`, ttl, { min: 1, max: MAX_TTL })
  const accepted = resolveAccepted(`${option}.accept`, accept)
  return { signer: resolveSigner(option, options, tokens), accepted, onUnavailable, ttl }
}

function resolveAccepted(option: string, given: unknown): ReadonlySet<number> {
  if (given === undefined) return new Set([VALID])
  if (!Array.isArray(given)) throw new ConfigError(option, 'must be a list')
  // Unlike `every`, `from` sees the holes of a list.
  const statuses = Array.from(given, (status: unknown) => {
    if (APPLICATION_STATUSES.has(status)) return status as number
    throw new ConfigError(option, 'must hold only 0x03 and 0x0B to 0x0F: VALID passes always')
  })
  return new Set([VALID, ...statuses])
}

function resolveSigner(
  option: string,
  { issuer: given, keys }: StatusListOptions,
  tokens: { readonly issuer: string; readonly maxStale: number },
): StatusSigner | undefined {
  checkKeys(`${option}.keys`, keys)
  const issuer = given === undefined ? tokens.issuer : issuerIdentifier(`${option}.issuer`, given)
  if (keys === undefined && issuer === tokens.issuer) return undefined
  const { maxStale } = tokens
  const id = JSON.stringify([issuer, maxStale, keys instanceof URL ? keys.href : keys])
  return { issuer, keys, keysOption: `${option}.keys`, maxStale, id }
}
