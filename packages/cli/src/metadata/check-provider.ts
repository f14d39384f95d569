import type { Io } from '../io.js'
import { algorithmFindings } from './algorithm-checks.js'
import { clientFindings } from './client-checks.js'
import { endpointFindings } from './endpoint-checks.js'
import { passed, unchecked, unusual, wrong, type Finding, type Section } from './finding.js'
import { flowFindings } from './flow-checks.js'
import { getDocument, headerFindings, type Got } from './get-document.js'
import { issuerFindings } from './identity-checks.js'
import { jwksFindings } from './jwks-checks.js'
import { has, type Members } from './members.js'
import { providerPlaces, type Named, type Place } from './places.js'
import type { Reach } from './reach.js'

/** What was found of an authorization server. */
export interface ProviderReport extends Section {
  /** `broken`: there is something, and nobody can use it. `silent`: nobody answered, so nothing is known. */
  readonly state: 'found' | 'broken' | 'absent' | 'silent'
  readonly members: Members | undefined
  /** Why it is silent. */
  readonly problem: string | undefined
}

interface Asked {
  readonly place: Place
  readonly got: Got
}

/** Fetches the documents of an authorization server, and checks them. */
export async function checkProvider(
  named: Named,
  reach: Reach,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<ProviderReport> {
  const { oauth, openid, others } = providerPlaces(named.id)
  const ask = async (place: Place): Promise<Asked> => ({
    place,
    got: await getDocument(place.url, place.reference, io),
  })
  const [first, second, ...rest] = await Promise.all([ask(oauth), ask(openid), ...others.map(ask)])
  const title = 'Authorization server'
  const report = { title, url: named.id, members: undefined, problem: undefined }
  const asked = [first, second, ...rest]
  const chosen = asked.find(({ got }) => got.state === 'found')
  if (chosen?.got.state !== 'found') {
    return { ...report, ...nothingAt([first, second]) }
  }
  const { members, answer } = chosen.got
  const findings = [
    ...placeFindings(first, second, rest, chosen),
    ...headerFindings(answer, ['application/json'], 'RFC 8414 §3.2'),
    ...issuerFindings(members, named),
    ...endpointFindings(members),
    ...algorithmFindings(members),
    ...clientFindings(members),
    ...flowFindings(members),
    ...signedFindings(members),
    ...(await keysOf(members, reach, io)),
  ]
  return { ...report, state: 'found', members, findings }
}

/** Where no place that counts has a document. */
function nothingAt(
  asked: readonly Asked[],
): Pick<ProviderReport, 'state' | 'problem' | 'findings'> {
  const isBroken = asked.some(({ got }) => got.state === 'unusable')
  const silent = asked.map(({ got }) => got).find(({ state }) => state === 'silent')
  if (!isBroken && silent?.state === 'silent') {
    return { state: 'silent', problem: silent.problem, findings: [] }
  }
  const state = isBroken ? 'broken' : 'absent'
  return { state, problem: undefined, findings: asked.map(absentFinding) }
}

async function keysOf(
  members: Members,
  reach: Reach,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<readonly Finding[]> {
  if (has(members, 'jwks_uri')) return jwksFindings(members['jwks_uri'], reach, io)
  const text = 'jwks_uri is missing: no resource can verify tokens by itself.'
  return [unusual('keys', text, 'RFC 8414 §2')]
}

/** Where documents are, and whether they say the same. */
function placeFindings(
  oauth: Asked,
  openid: Asked,
  others: readonly Asked[],
  chosen: Asked,
): readonly Finding[] {
  const findings = [oauth, openid, ...others]
    .filter(({ got }) => got.state === 'unusable' || got.state === 'silent')
    .map(absentFinding)
  if (chosen !== oauth && oauth.got.state === 'absent') {
    const text = `It is at ${chosen.place.url} only: clients of OAuth alone look elsewhere.`
    const make = chosen === openid ? unusual : wrong
    findings.push(make('document', text, 'RFC 8414 §3.1', `Serve it at ${oauth.place.url}, too.`))
  }
  const documents = [oauth, openid, ...others].flatMap(({ got }) =>
    got.state === 'found' ? [got.members] : [],
  )
  const differing = SAME.filter((name) => documents.some((one) => !isSame(one, documents[0], name)))
  if (differing.length > 0) {
    const text = `${documents.length} documents differ in ${differing.join(', ')}.`
    findings.push(wrong('document', text, 'RFC 8414 §5', 'Serve the same in all places.'))
  }
  if (findings.length > 0) return findings
  return [passed('document', `It is at ${chosen.place.url}.`, chosen.place.reference)]
}

const SAME = ['issuer', 'jwks_uri', 'authorization_endpoint', 'token_endpoint']

function isSame(one: Members, other: Members | undefined, name: string): boolean {
  return JSON.stringify(one[name]) === JSON.stringify(other?.[name])
}

function absentFinding({ place: { url, name, reference }, got }: Asked): Finding {
  switch (got.state) {
    case 'unusable':
      return { ...got.finding, text: `${got.finding.text} At ${url}.` }
    case 'silent':
      return wrong('document', `${url} does not answer: ${got.problem}.`, reference)
    case 'absent':
      return wrong('document', `There is none at ${url} (${name}): ${got.status}.`, reference)
    default:
      return passed('document', `It is at ${url}.`, reference)
  }
}

function signedFindings(members: Members): readonly Finding[] {
  if (!has(members, 'signed_metadata')) return []
  const text = 'It is there. Its signature was not checked, and what it says was not looked at.'
  return [unchecked('signed metadata', text, 'RFC 8414 §2.1')]
}
