import type { VerifiedToken } from '../cache/verified-token.js'
import { DependencyError } from '../errors.js'
import { Refused } from '../refused.js'
import type { WithdrawalCheck } from '../revocation/withdrawal-checker.js'
import { statusReference, type StatusReference } from './status-claim.js'
import type { StatusList } from './status-list.js'
import type { StatusLists } from './status-lists.js'

// Draft §7.1.
const INVALID = 0x01
const SUSPENDED = 0x02

/** Looks up the status of tokens that have a `status` claim, unless their issuer's options ignore it. */
export function statusCheck(lists: StatusLists): WithdrawalCheck {
  function check(verified: VerifiedToken): void | Promise<void> {
    const { issuer, signed } = verified
    const { status } = signed
    const options = issuer.profile.statusList
    if (status === undefined || options === undefined) return undefined
    verified.status ??= statusReference(status, issuer, options)
    const found = find(verified.status)
    return found instanceof Promise
      ? judgeLater(verified.status, found)
      : judge(verified.status, found)
  }

  /** `undefined`: it cannot be had, and its issuer's options say to go on without. */
  function find(reference: StatusReference): Found {
    try {
      return lists.find(reference)
    } catch (error) {
      return without(reference, error)
    }
  }

  async function judgeLater(
    reference: StatusReference,
    finding: Promise<StatusList | undefined>,
  ): Promise<void> {
    const list = await finding.catch((error: unknown) => without(reference, error))
    judge(reference, list)
  }

  function without(reference: StatusReference, error: unknown): undefined {
    const isAccepted = reference.options.onUnavailable === 'accept'
    if (!isAccepted || !(error instanceof DependencyError)) throw error
    const last = lists.lastKnown(reference)
    if (last?.at(reference.index) !== undefined) judge(reference, last)
    lists.tell('skipped', reference, error)
    return undefined
  }

  return check
}

type Found = StatusList | undefined | Promise<StatusList | undefined>

/** Throws Refused, unless the status is one that passes. */
function judge({ index, options }: StatusReference, list: StatusList | undefined): void {
  if (!list) return
  const status = list.at(index)
  // Draft §8.3: of what is beyond the list, nothing can be said.
  if (status === undefined) throw new Refused('unusable_status', 'idx beyond the list')
  if (options.accepted.has(status)) return
  if (status === INVALID) throw new Refused('revoked_token')
  if (status === SUSPENDED) throw new Refused('suspended_token')
  throw new Refused('unaccepted_status')
}
