import { errors } from 'oidc-provider'
import { shownText } from '../../shown-text.js'

const LARGEST = 8_192
const MOST_OBJECTS = 16
const DEEPEST = 8
const LONGEST_TEXT = 1_000

/**
 * Reads `authorization_details` (RFC 9396 §2): some objects, each with a type, of plain JSON whose every text can
 * be shown to an owner. What a type means is between client and API.
 */
export function authorizationDetails(text: string | undefined): readonly object[] {
  if (text === undefined) return []
  if (Buffer.byteLength(text) > LARGEST) throw refused('are too large')
  const details: unknown = parsed(text)
  if (!Array.isArray(details) || details.length === 0) throw refused('must be a list of objects')
  if (details.length > MOST_OBJECTS) throw refused('are too many')
  for (const detail of details as readonly unknown[]) {
    if (!isObject(detail)) throw refused('must be a list of objects')
    if (typeof detail['type'] !== 'string' || detail['type'] === '') {
      throw refused('must each have a type')
    }
    check(detail, 1)
  }
  return details as readonly object[]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('must be JSON')
  }
}

function check(value: unknown, depth: number): void {
  if (depth > DEEPEST) throw refused('are too deep')
  if (typeof value === 'string') checkText(value)
  else if (Array.isArray(value)) value.forEach((one: unknown) => check(one, depth + 1))
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      checkText(name)
      check(member, depth + 1)
    }
  }
}

function checkText(text: string): void {
  // Composed differently it would be another text to the API than to the owner.
  if (text !== '' && shownText(text, LONGEST_TEXT) !== text) {
    throw refused('must hold text that can be shown alone')
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(problem: string): Error {
  return new errors.InvalidAuthorizationDetails(`The authorization details ${problem}`)
}
