import { readUrl } from '../http/own-url.js'
import { passed, wrong, type Finding } from './finding.js'
import type { Members } from './members.js'
import type { Named } from './places.js'
import { quoted } from './quoted.js'

/** `issuer` is exactly what was asked for (RFC 8414 §3.3). */
export function issuerFindings({ issuer }: Members, { id, isDerived }: Named): readonly Finding[] {
  const reference = 'RFC 8414 §3.3'
  const isSame = issuer === id || (isDerived && issuer === `${id}/`)
  if (!isSame) return [otherIssuer(issuer, id, reference)]
  const problem = readUrl(issuer)
  if (typeof problem === 'string') return [wrong('issuer', `It ${problem}.`, 'RFC 8414 §2')]
  if (problem.search !== '') return [wrong('issuer', 'It has a query (?…).', 'RFC 8414 §2')]
  return [passed('issuer', 'It is exactly what was asked for.', reference)]
}

function otherIssuer(issuer: unknown, id: string, reference: string): Finding {
  if (issuer === undefined) return wrong('issuer', 'It is missing.', reference)
  const isSlash = issuer === `${id}/` || (typeof issuer === 'string' && `${issuer}/` === id)
  return wrong(
    'issuer',
    `It is ${quoted(issuer)}, and not ${quoted(id)}.`,
    reference,
    isSlash
      ? 'Only a slash is different, and it counts: name the issuer as the document does.'
      : 'Serve the document of the issuer that was asked for, or ask for the other one.',
  )
}
