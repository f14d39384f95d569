import { isWeakGroup } from '../../hello/named-groups.js'
import type { Rule } from '../rule.js'
import { isSpoken } from '../spoken.js'
import { duration, listOf } from '../words.js'
import { HYBRID_GROUP, SHORT_TICKETS, STRONG_DH, STRONG_GROUPS } from './settings.js'

/** Bits of a prime of finite-field Diffie-Hellman: RFC 9325 §4.1. */
const SMALLEST_PRIME = 2048

/** Seconds: who has the key of a ticket can read what was said since the ticket was given, and after. */
const LONGEST_TICKET = 86_400

const CLASSICAL: ReadonlySet<string> = new Set(['ec', 'ffdhe'])

export const KEY_EXCHANGE_RULES: readonly Rule[] = [
  {
    id: 'weak-dh',
    severity: 'high',
    title: 'Diffie-Hellman uses a prime that is too small',
    blocks: true,
    look({ survey }) {
      const small = survey.dhePrimes.filter((bits) => bits < SMALLEST_PRIME)
      return small.length > 0
        ? `A prime of ${Math.min(...small)} bits was seen; ${SMALLEST_PRIME} is the least.`
        : undefined
    },
    mend: STRONG_DH,
  },
  {
    id: 'ephemeral-reuse',
    severity: 'medium',
    title: 'Ephemeral keys are used more than once',
    blocks: true,
    look: ({ survey: { ephemeralKeys } }) =>
      ephemeralKeys.reused === true
        ? `Two of ${ephemeralKeys.samples} handshakes had the same public value.`
        : undefined,
    mend: {
      node: '// Node makes a new key each time: look at what is before it',
      nginx: '# OpenSSL 1.1.0 or later makes a new key each time',
    },
  },
  {
    id: 'long-tickets',
    severity: 'medium',
    title: 'Session tickets are good for more than a day',
    blocks: true,
    look({ handshakes: { resumption } }) {
      const { ticketLifetime } = resumption
      return ticketLifetime !== undefined && ticketLifetime > LONGEST_TICKET
        ? `A ticket is good for ${duration(ticketLifetime)}: so long, its key can open what was said.`
        : undefined
    },
    mend: SHORT_TICKETS,
  },
  {
    id: 'weak-group',
    severity: 'medium',
    title: 'Weak elliptic curves are accepted',
    blocks: true,
    look({ survey }) {
      const names = survey.groups
        .filter(({ group, outcome }) => outcome === 'accepted' && isWeakGroup(group))
        .map(({ group }) => group.name)
      return names.length > 0 ? `It accepts ${listOf(names)}.` : undefined
    },
    mend: STRONG_GROUPS,
  },
  {
    id: 'no-post-quantum-group',
    severity: 'low',
    title: 'No post-quantum group is accepted: what is recorded today may be read one day',
    look(evidence) {
      const groups = evidence.survey.groups.filter(({ group }) => !CLASSICAL.has(group.kind))
      // Without TLS 1.3 there can be none, which is a finding of its own.
      if (groups.length === 0 || !isSpoken('TLSv1.3', evidence)) return undefined
      if (groups.some(({ outcome }) => outcome !== 'refused')) return undefined
      return `It refuses ${listOf(groups.map(({ group }) => group.name))}.`
    },
    mend: HYBRID_GROUP,
  },
]
