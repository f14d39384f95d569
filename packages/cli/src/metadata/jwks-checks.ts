import type { Io } from '../io.js'
import { checkKeySet, type KeyReport } from '../keys/check-key-set.js'
import { readKeySet } from '../keys/read-key-set.js'
import { passed, unchecked, unusual, wrong, type Finding } from './finding.js'
import { getDocument, headerFindings } from './get-document.js'
import { quoted } from './quoted.js'
import type { Reach } from './reach.js'

const CHECK = 'keys'

/** Bytes that a verifier of ours reads by default: `limits.jwksBytes`. */
const VERIFIER_READS = 524_288

const TYPES = ['application/json', 'application/jwk-set+json']

/** Fetches the keys, and says of each whether a verifier would use it. */
export async function jwksFindings(
  jwksUri: unknown,
  reach: Reach,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<readonly Finding[]> {
  const url = reach.resolve(jwksUri)
  if (typeof url === 'string') {
    const text = `jwks_uri ${url}: ${quoted(jwksUri)}.`
    const isElsewhere = url.includes('--follow')
    return [(isElsewhere ? unchecked : wrong)(CHECK, text, 'RFC 8414 §2')]
  }
  const got = await getDocument(url.href, 'RFC 7517 §5', io)
  switch (got.state) {
    case 'silent':
      return [wrong(CHECK, `They cannot be fetched: ${got.problem}.`, 'RFC 8414 §2')]
    case 'absent':
      return [wrong(CHECK, `jwks_uri answers ${got.status}.`, 'RFC 8414 §2')]
    case 'unusable':
      return [{ ...got.finding, check: CHECK }]
    case 'found': {
      const headers = headerFindings(got.answer, TYPES, 'RFC 7517 §8.5.2')
        .filter(({ verdict, check }) => verdict !== 'passed' && check !== 'clock')
        .map((finding) => ({ ...finding, text: `jwks_uri: ${finding.text}` }))
      return [...headers, ...(await keyFindings(got.answer.body, io.now()))]
    }
    default:
      return got satisfies never
  }
}

async function keyFindings(body: Buffer, now: number): Promise<readonly Finding[]> {
  const keys = readKeySet(body)
  if (typeof keys === 'string') return [wrong(CHECK, keys, 'RFC 7517 §5')]
  if (keys.length === 0) return [wrong(CHECK, 'There is none.', 'RFC 7517 §5')]
  const report = await checkKeySet(keys, now)
  const used = report.keys.filter(({ problem }) => problem === undefined).length
  const text = `${used} of ${keys.length} can be used to verify tokens.`
  const large = wrong(
    CHECK,
    `They take ${body.length} bytes, and a verifier reads 524288.`,
    'limits.jwksBytes',
  )
  return [
    used > 0 ? passed(CHECK, text, 'RFC 7517 §5') : wrong(CHECK, text, 'RFC 7517 §5'),
    ...(body.length > VERIFIER_READS ? [large] : []),
    ...report.keys.flatMap(ofKey),
  ]
}

function ofKey({ index, kid, problem, remarks }: KeyReport): readonly Finding[] {
  const name = kid === undefined ? `Key ${index + 1}` : `Key ${index + 1}, ${quoted(kid)}`
  const findings = remarks.map(({ verdict, text, reference }) =>
    (verdict === 'wrong' ? wrong : unusual)(CHECK, `${name}: ${text}`, reference),
  )
  if (problem?.verdict !== 'wrong') return findings
  return [wrong(CHECK, `${name}: ${problem.text}`, problem.reference, problem.fix), ...findings]
}
