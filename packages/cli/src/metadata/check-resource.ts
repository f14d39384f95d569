import type { Io } from '../io.js'
import { algorithmFindings } from './algorithm-checks.js'
import { challengeOf } from './challenge-checks.js'
import { passed, unchecked, wrong, type Finding, type Section } from './finding.js'
import { getDocument, headerFindings, type Got } from './get-document.js'
import { has, stringsOf, type Members } from './members.js'
import { resourcePlace, type Named } from './places.js'
import { quoted } from './quoted.js'
import type { Reach } from './reach.js'
import { resourceFindings } from './resource-checks.js'

/** What was found of a protected resource. */
export interface ResourceReport extends Section {
  readonly state: 'found' | 'absent' | 'silent'
  /** Issuers that it names. */
  readonly servers: readonly string[]
  readonly problem: string | undefined
}

const REFERENCE = 'RFC 9728 §3.2'

/** Asks for a resource without a token, fetches its metadata, and checks both. */
export async function checkResource(
  named: Named,
  reach: Reach,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<ResourceReport> {
  const place = resourcePlace(named.id)
  const [atPlace, challenge] = await Promise.all([
    getDocument(place.url, REFERENCE, io),
    challengeOf(named.id, place.url, io),
  ])
  const report = { title: 'Protected resource', url: named.id, servers: [], problem: undefined }
  if (atPlace.state === 'silent' && challenge.silent !== undefined) {
    return { ...report, state: 'silent', problem: atPlace.problem, findings: [] }
  }
  const elsewhere = await pointedTo(challenge.metadata, place.url, reach, io)
  const got = atPlace.state === 'found' ? atPlace : (elsewhere.got ?? atPlace)
  const silent =
    challenge.silent === undefined
      ? []
      : [wrong('challenge', `It does not answer: ${challenge.silent}.`, 'RFC 6750 §3')]
  const around = [...silent, ...challenge.findings, ...elsewhere.findings]
  if (got.state !== 'found') {
    const state = challenge.isChallenged ? 'found' : 'absent'
    return { ...report, state, findings: [documentFinding(got, place.url), ...around] }
  }
  const findings = [
    documentFinding(atPlace, place.url),
    ...headerFindings(got.answer, ['application/json'], REFERENCE),
    ...resourceFindings(got.members, named),
    ...algorithmFindings(got.members),
    ...signedFindings(got.members),
    ...around,
  ]
  return {
    ...report,
    state: 'found',
    servers: stringsOf(got.members, 'authorization_servers'),
    findings,
  }
}

interface Elsewhere {
  readonly got: Got | undefined
  readonly findings: readonly Finding[]
}

/** The document that the challenge points to, if that is another one. */
async function pointedTo(
  metadata: string | undefined,
  expected: string,
  reach: Reach,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<Elsewhere> {
  if (metadata === undefined || metadata === expected) return { got: undefined, findings: [] }
  const url = reach.resolve(metadata)
  if (typeof url === 'string') {
    const make = url.includes('--follow') ? unchecked : wrong
    const text = `resource_metadata ${url}: ${quoted(metadata)}.`
    return { got: undefined, findings: [make('resource_metadata', text, 'RFC 9728 §5.1')] }
  }
  const got = await getDocument(url.href, REFERENCE, io)
  if (got.state === 'found') return { got, findings: [] }
  return { got, findings: [documentFinding(got, metadata)] }
}

function documentFinding(got: Got, url: string): Finding {
  switch (got.state) {
    case 'found':
      return passed('document', `It is at ${url}.`, 'RFC 9728 §3.1')
    case 'unusable':
      return { ...got.finding, text: `${got.finding.text} At ${url}.` }
    case 'silent':
      return wrong('document', `${url} does not answer: ${got.problem}.`, 'RFC 9728 §3.1')
    case 'absent':
      return wrong(
        'document',
        `There is none at ${url}: ${got.status}.`,
        'RFC 9728 §3.1',
        'Serve it there: resourceMetadata(verifier) of the adapters does.',
      )
    default:
      return got satisfies never
  }
}

function signedFindings(members: Members): readonly Finding[] {
  if (!has(members, 'signed_metadata')) return []
  const text = 'It is there. Its signature was not checked, and what it says was not looked at.'
  return [unchecked('signed metadata', text, 'RFC 9728 §2.2')]
}
