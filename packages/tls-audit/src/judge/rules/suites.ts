import type { Finding } from '../finding.js'
import type { Rule } from '../rule.js'
import { surveysOfSpoken } from '../spoken.js'
import {
  agreesBy,
  hasSmallBlocks,
  isAnonymous,
  isAuthenticatedEncryption,
  isExport,
  isRc4,
  isSingleDes,
  isUnencrypted,
  type Trait,
} from '../suite-traits.js'
import { conjunction, listOf, versionName } from '../words.js'
import { FORWARD_SECRET_SUITES } from './settings.js'

const mend: Finding['mend'] = FORWARD_SECRET_SUITES

/** The suites that have it, by version. */
const suitesThat =
  (trait: Trait): Rule['look'] =>
  (evidence) => {
    const lines = surveysOfSpoken(evidence).flatMap(({ version, suites }) => {
      const names = suites.filter(trait).map(({ name }) => name)
      return names.length > 0 ? [`${versionName(version)} accepts ${listOf(names)}.`] : []
    })
    return lines.length > 0 ? lines.join(' ') : undefined
  }

const otherKinds = suitesThat(agreesBy('other'))

/** A hello was enough to show it, and which suites these are was not seen. */
const unseenSuites: Rule['look'] = (evidence) => {
  const names = surveysOfSpoken(evidence)
    .filter(({ notForwardSecret }) => notForwardSecret === 'accepted')
    .filter(({ suites }) => suites.every(({ forwardSecret }) => forwardSecret))
    .map(({ version }) => versionName(version))
  return names.length > 0
    ? `${conjunction(names)} took a hello that offered nothing else.`
    : undefined
}

export const SUITE_RULES: readonly Rule[] = [
  {
    id: 'static-rsa',
    severity: 'high',
    title: 'Suites without forward secrecy are accepted: static RSA',
    blocks: true,
    look: suitesThat(agreesBy('RSA', 'RSA_PSK')),
    mend,
  },
  {
    id: 'static-dh',
    severity: 'high',
    title: 'Suites without forward secrecy are accepted: static Diffie-Hellman',
    blocks: true,
    look: suitesThat(agreesBy('DH', 'ECDH')),
    mend,
  },
  {
    id: 'static-psk',
    severity: 'high',
    title: 'Suites without forward secrecy are accepted: a shared key alone',
    blocks: true,
    look: suitesThat(agreesBy('PSK')),
    mend,
  },
  {
    id: 'not-forward-secret',
    severity: 'high',
    title: 'Suites without forward secrecy are accepted',
    blocks: true,
    look: (evidence) => otherKinds(evidence) ?? unseenSuites(evidence),
    mend,
  },
  {
    id: 'anonymous',
    severity: 'high',
    title: 'Suites without authentication are accepted: anyone in between can be the server',
    blocks: true,
    look: suitesThat(isAnonymous),
    mend,
  },
  {
    id: 'null-cipher',
    severity: 'high',
    title: 'Suites without encryption are accepted',
    blocks: true,
    look: suitesThat(isUnencrypted),
    mend,
  },
  {
    id: 'export',
    severity: 'high',
    title: 'Export suites are accepted, whose keys are no secret',
    blocks: true,
    look: suitesThat(isExport),
    mend,
  },
  {
    id: 'single-des',
    severity: 'high',
    title: 'Suites with keys of 56 bits are accepted',
    blocks: true,
    look: suitesThat((suite) => isSingleDes(suite) && !isExport(suite)),
    mend,
  },
  {
    id: 'rc4',
    severity: 'high',
    title: 'Suites with RC4 are accepted, which RFC 7465 forbids',
    look: suitesThat((suite) => isRc4(suite) && !isExport(suite)),
    mend,
  },
  {
    id: 'small-blocks',
    severity: 'medium',
    title: 'Suites with blocks of 64 bits are accepted: 3DES or IDEA',
    look: suitesThat(hasSmallBlocks),
    mend,
  },
  {
    id: 'cbc-only',
    severity: 'low',
    title: 'TLS 1.2 accepts no suite with authenticated encryption',
    look(evidence) {
      const survey = surveysOfSpoken(evidence).find(({ version }) => version === 'TLSv1.2')
      if (!survey?.complete || survey.suites.length === 0) return undefined
      if (survey.suites.some(isAuthenticatedEncryption)) return undefined
      return `TLS 1.2 accepts ${listOf(survey.suites.map(({ name }) => name))}.`
    },
    mend,
  },
]
