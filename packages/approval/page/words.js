// The names of things, in words.

/** @import { ApprovalPhase } from '../src/approval.js' */
/** @import { HistoryKind } from '../src/directory/directory.js' */
/** @import { NotableKind } from '@countersign/ledger' */

/** @type {Readonly<Record<ApprovalPhase, { stamp: string, text: string }>>} */
export const PHASES = {
  waiting: { stamp: 'Waiting', text: 'Waits for your answer' },
  unanswered: { stamp: 'Not answered', text: 'Nobody answered in time' },
  denied: { stamp: 'Refused', text: 'You said no' },
  approved: { stamp: 'Approved', text: 'You said yes. The application has not used it yet' },
  active: { stamp: 'Active', text: 'Has access now' },
  ended: { stamp: 'Ended', text: 'Its time is over' },
  stopped: { stamp: 'Stopped', text: 'You stopped it' },
}

/**
 * `short` marks a line of the log, `long` is said of one that just came.
 *
 * @type {Readonly<Record<NotableKind, { short: string, long: string, alarming: boolean }>>}
 */
export const NOTABLE = {
  'first-use': { short: 'First use', long: 'first used its access', alarming: false },
  'new-network': {
    short: 'New network',
    long: 'used its access from a network that you were never seen in',
    alarming: true,
  },
  'expired-use': {
    short: 'After its time',
    long: 'tried to use access whose time is over',
    alarming: true,
  },
  'revoked-use': {
    short: 'After it was stopped',
    long: 'tried to use access that was stopped',
    alarming: true,
  },
  replay: { short: 'Repeated', long: 'sent the same request a second time', alarming: true },
  'unproven-use': {
    short: 'Without its key',
    long: 'was refused: the access was tried without the key it belongs to',
    alarming: true,
  },
  burst: { short: 'Many at once', long: 'uses its access unusually often', alarming: true },
}

/** @type {Readonly<Record<HistoryKind, string>>} */
export const HISTORY = {
  device_paired: 'Device paired',
  device_renamed: 'Device renamed',
  device_removed: 'Device removed',
  device_suspicious: 'Passkey refused: it may have been copied',
  signed_in: 'Signed in',
  asked: 'Asked for access',
  approved: 'You said yes',
  denied: 'You said no',
  number_mismatch: 'Wrong number typed in',
  stopped: 'You stopped access',
  blocked: 'Application blocked',
  unblocked: 'Block removed',
  user_code_set: 'User code set',
  user_code_removed: 'User code removed',
  exported: 'Record downloaded',
}

/**
 * What a method does, for people who do not speak HTTP, and what it would have done.
 *
 * @type {Readonly<Record<string, readonly [did: string, tried: string]>>}
 */
const METHODS = {
  GET: ['Read from', 'Tried to read from'],
  HEAD: ['Looked at', 'Tried to look at'],
  OPTIONS: ['Looked at', 'Tried to look at'],
  POST: ['Sent something to', 'Tried to send something to'],
  PUT: ['Replaced something in', 'Tried to replace something in'],
  PATCH: ['Changed something in', 'Tried to change something in'],
  DELETE: ['Deleted something in', 'Tried to delete something in'],
}

/**
 * What a request did with something or, if it came to nothing, would have done.
 *
 * @param {string | undefined} method
 * @param {boolean} succeeded
 */
export function methodWords(method, succeeded) {
  const words = METHODS[method?.toUpperCase() ?? ''] ?? ['Used', 'Tried to use']
  return words[succeeded ? 0 : 1]
}
