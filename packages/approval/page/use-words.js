// One use of a token, in words.
import { plain } from './plain.js'
import { reasonWords } from './reasons.js'
import { methodWords, NOTABLE } from './words.js'

/** @import { UseView } from '../src/owner/api-types.js' */
/** @import { NotableKind } from '@countersign/ledger' */

/**
 * @typedef {object} UseWords
 * @property {string} what What was done, or tried, such as `Read from Your orders`.
 * @property {string} request As the service saw it, such as `GET /orders`.
 * @property {string} outcome
 * @property {boolean} accepted
 */

/**
 * @param {UseView} use
 * @param {string} resource
 * @returns {UseWords}
 */
export function useWords(use, resource) {
  const accepted = use.decision === 'accepted'
  const succeeded = accepted && (use.status === undefined || use.status < 400)
  return {
    what: `${methodWords(use.method, succeeded)} ${plain(resource)}`,
    request: plain([use.method, use.route].filter(Boolean).join(' ')) || 'an unnamed request',
    outcome: accepted ? admitted(use.status) : `refused: ${plain(reasonWords(use.reason))}`,
    accepted,
  }
}

/**
 * What is said aloud of a use that the owner may want to hear of; `undefined`: there is nothing to say.
 *
 * @param {UseView} use
 * @param {string} client
 */
export function announcement(use, client) {
  const kinds = use.notable.flatMap((kind) => knownKind(kind) ?? [])
  const first = kinds.find((kind) => NOTABLE[kind].alarming) ?? kinds[0]
  return first && `${plain(client)} ${NOTABLE[first].long}.`
}

/**
 * A kind that there are words for.
 *
 * @param {string} kind
 * @returns {NotableKind | undefined}
 */
export function knownKind(kind) {
  return Object.hasOwn(NOTABLE, kind) ? /** @type {NotableKind} */ (kind) : undefined
}

/** @param {number | undefined} status */
function admitted(status) {
  if (status === undefined || status < 400) return 'let in'
  if (status === 404) return 'let in, but there was nothing'
  return status < 500
    ? `let in, but answered ${status}`
    : `let in, but the service failed (${status})`
}
