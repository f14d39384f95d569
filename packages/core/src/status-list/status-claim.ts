import { parseTrustedUrl } from '../config/identifiers.js'
import type { ResolvedStatusList } from '../config/resolve-status-list.js'
import type { Issuer } from '../issuers/issuer.js'
import { leadsFurtherIn } from '../keys/internal-host.js'
import { Refused } from '../refused.js'
import { isPlainObject } from '../token/seal.js'

/** Where the status of a token is to be looked up (draft §6), and how. */
export interface StatusReference {
  readonly issuer: Issuer
  readonly options: ResolvedStatusList
  readonly index: number
  /** As the token has it: what the list has to say that it is. */
  readonly uri: string
  /** The list, for this issuer's tokens: lists that two issuers name are told apart. */
  readonly name: string
}

/**
 * Reads the `status` claim of an issuer's token; throws Refused.
 *
 * One that names no status list is refused: its issuer wanted the status looked up, in whatever way.
 */
export function statusReference(
  status: unknown,
  issuer: Issuer,
  options: ResolvedStatusList,
): StatusReference {
  if (!isPlainObject(status)) throw new Refused('malformed_status', 'status')
  const { status_list: list } = status
  if (list === undefined) throw new Refused('unsupported_status')
  if (!isPlainObject(list)) throw new Refused('malformed_status', 'status_list')
  const { idx: index, uri } = list
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) {
    throw new Refused('malformed_status', 'idx')
  }
  const { issuer: identifier } = issuer.profile
  const signer = options.signer?.issuer ?? identifier
  if (typeof uri !== 'string' || !isSafe(uri, signer)) throw new Refused('malformed_status', 'uri')
  return { issuer, options, index, uri, name: `${identifier} ${uri}` }
}

/** Whether we may be sent there: an issuer may send us out into the open, but no further in. */
function isSafe(uri: string, signer: string): boolean {
  const url = parseTrustedUrl(uri)
  return typeof url !== 'string' && !leadsFurtherIn(url.hostname, new URL(signer).hostname)
}
