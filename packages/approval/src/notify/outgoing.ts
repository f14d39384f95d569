import { safeUrl } from './http-address.js'
import type { Notice } from './notifier.js'
import { KnownProblem } from './problem-of.js'
import { plainLine } from './plain-text.js'

const LONGEST_TITLE = 80
const LONGEST_TEXT = 240
const LONGEST_TOPIC = 64
const LONGEST_URL = 1_024

/**
 * A notice as it may leave: of one line each, without what is not seen, and of a size that is known. Whatever
 * it was made of: names of clients are chosen by those who run them.
 *
 * @throws KnownProblem for an address that nobody may be sent to.
 */
export function outgoing(notice: Notice): Notice {
  const { kind, expiresAt } = notice
  const url = safeUrl(notice.url)?.href
  if (url === undefined || url.length > LONGEST_URL) {
    throw new KnownProblem('url of the notice')
  }
  return {
    kind,
    topic: plainLine(notice.topic, LONGEST_TOPIC),
    title: plainLine(notice.title, LONGEST_TITLE),
    text: plainLine(notice.text, LONGEST_TEXT),
    url,
    expiresAt,
  }
}
