import type { Found } from './find-tokens.js'
import { createFindings } from './finding.js'
import type { InspectedToken } from './inspected-token.js'

/** Tokens of others that can be known by how they begin. */
const FOREIGN: readonly (readonly [begins: RegExp, title: string])[] = [
  [/^v[1-4]\.local\./, 'PASETO, encrypted'],
  [/^v[1-4]\.public\./, 'PASETO, signed'],
  [/^gh[opsur]_|^github_pat_/, 'GitHub token'],
  [/^glpat-/, 'GitLab token'],
  [/^xox[abeprs]-/, 'Slack token'],
  [/^ya29\./, 'Google access token'],
  [/^(?:sk|rk|pk)_(?:live|test)_/, 'Stripe key'],
  [/^npm_/, 'npm token'],
  [/^(?:AKIA|ASIA)[A-Z\d]{16}$/, 'AWS access key'],
]

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** RFC 6749 §10.10: guessing has to succeed with at most 2^-128, and should with 2^-160. */
const LEAST_BITS = 128

/** Says of a text that says nothing what can be said: how long it is, and how hard to guess. */
export function inspectOpaque({ text, source }: Found): InspectedToken {
  const foreign = FOREIGN.find(([begins]) => begins.test(text))?.[1]
  const findings = createFindings()
  const bits = guessedBits(text)
  if (foreign === undefined && bits < LEAST_BITS) {
    const sentence = `About ${bits} bits at most: RFC 6749 §10.10 asks for ${LEAST_BITS}.`
    findings.unusual('few-bits', 'token', sentence)
  }
  if (foreign === undefined && UUID.test(text)) {
    const sentence = 'A UUID: unique by its making, and not always hard to guess.'
    findings.unusual('uuid', 'token', sentence)
  }
  return {
    source,
    format: foreign === undefined ? 'opaque' : 'foreign',
    kind: undefined,
    title: foreign ?? 'Opaque token',
    characters: text.length,
    thumbprints: [],
    findings: findings.all,
    notes: [
      foreign === undefined
        ? 'It says nothing itself. Its issuer knows what it stands for (RFC 7662, introspection).'
        : 'Not a token of OAuth in a form that can be read here.',
      ...(foreign === undefined
        ? [`About ${bits} bits, if each character was drawn at random.`]
        : []),
    ],
  }
}

/** Most bits that a text of these characters can have. A guess: it may have been counted up. */
function guessedBits(text: string): number {
  if (UUID.test(text)) return 122
  const alphabet = SETS.find(([all]) => all.test(text))?.[1] ?? 95
  // A text of few different characters was not drawn from many.
  const drawnFrom = Math.min(alphabet, new Set(text).size * 3)
  return Math.floor(text.length * Math.log2(drawnFrom))
}

const SETS: readonly (readonly [all: RegExp, size: number])[] = [
  [/^\d+$/, 10],
  [/^[\da-f]+$/i, 16],
  [/^[a-z\d]+$/i, 62],
  [/^[\w\-.~+/=]+$/, 64],
]
