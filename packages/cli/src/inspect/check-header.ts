import { isSupported, isSymmetric } from './algorithms.js'
import { type Findings, quoted } from './finding.js'
import { isKnownType, type Kind } from './kinds.js'
import { isMembers, type Members } from './members.js'
import { isPrivateMember } from './secret-names.js'

/** What may hold a key of its own: its reference says so. */
const SELF_KEYED = new Set(['dpop-proof'])

/** Places where a token would tell its verifier which key to believe (RFC 8725 §3.10). */
const KEY_MEMBERS: Readonly<Record<string, string>> = {
  jwk: 'The token brings the key that it wants to be checked with: anybody can make such a token.',
  jku: 'The token says where to get the key that it wants to be checked with.',
  x5u: 'The token says where to get the certificate that it wants to be checked with.',
}

/** Members that registrations of JWS and JWT know (RFC 7515 §4.1, RFC 7797, RFC 7519 §5). */
const REGISTERED = new Set(
  ['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit'].concat([
    'enc',
    'zip',
    'epk',
    'apu',
    'apv',
    'iv',
    'tag',
    'p2s',
    'p2c',
  ]),
)

/** Members that our verifier refuses, whatever their value. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  b64: 'With "false", not for a JWT (RFC 7797 §7). Our verifier refuses it in any case.',
  zip: 'Only what is encrypted can be compressed (RFC 7516 §4.1.3). Our verifier refuses it.',
}

/** Claims that nobody reads in a header. */
const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'scope', 'client_id']

/** The header of a signed token. */
export function checkHeader(header: Members, kind: Kind, findings: Findings): void {
  checkAlgorithm(header, kind, findings)
  checkType(header, kind, findings)
  checkKeyName(header, kind, findings)
  checkKeyMembers(header, kind, findings)
  checkCrit(header, findings)
  for (const [name, text] of Object.entries(FORBIDDEN)) {
    if (name in header) findings.wrong(name, `header.${name}`, text)
  }
  const astray = CLAIMS.filter((name) => name in header)
  if (astray.length > 0) {
    const text = `Claims in the header (${astray.join(', ')}): nobody reads them there.`
    findings.unusual('claims-in-header', 'header', text)
  }
}

function checkAlgorithm({ alg }: Members, kind: Kind, findings: Findings): void {
  const at = 'header.alg'
  if (typeof alg !== 'string' || alg === '') {
    findings.wrong('alg-missing', at, 'No algorithm is named, or not by a text.')
  } else if (alg.toLowerCase() === 'none') {
    findings.wrong('alg-none', at, 'Not signed at all: anybody can make such a token.')
  } else if (isSymmetric(alg)) {
    const text = 'Signed by a shared secret: every server that can check it can make one.'
    const isHarmful = kind.isCredential || kind.id === 'dpop-proof'
    findings[isHarmful ? 'wrong' : 'unusual']('alg-symmetric', at, text)
  } else if (!isSupported(alg)) {
    findings.wrong(
      'alg-unsupported',
      at,
      `Our verifier does not know the algorithm ${quoted(alg)}.`,
    )
  } else if (alg.startsWith('RS')) {
    findings.unusual(
      'alg-pkcs1',
      at,
      'RSA with PKCS #1 v1.5 padding. FAPI 2.0 takes PS256, ES256 and Ed25519 only.',
    )
  }
}

function checkType({ typ }: Members, kind: Kind, findings: Findings): void {
  const at = 'header.typ'
  if (typ !== undefined && typeof typ !== 'string') {
    findings.wrong('typ-form', at, 'The type is no text.')
  } else if (kind.id === 'dpop-proof' && typ !== 'dpop+jwt') {
    findings.wrong('typ-wrong', at, 'A proof has the type "dpop+jwt", spelled so.')
  } else if (kind.id === 'plain-access-token') {
    const text = 'Not "at+jwt" (RFC 9068): our verifier takes it with tokenType: \'jwt\' only.'
    findings.unusual('typ-plain', at, text)
  } else if (typ !== undefined && !isKnownType(typ)) {
    findings.unusual('typ-unknown', at, `No type that we know: ${quoted(typ)}.`)
  }
}

function checkKeyName({ kid }: Members, kind: Kind, findings: Findings): void {
  const at = 'header.kid'
  if (kid === undefined) {
    if (SELF_KEYED.has(kind.id)) return
    findings.unusual('kid-missing', at, 'No key is named: every key of the issuer has to be tried.')
  } else if (typeof kid !== 'string') {
    findings.wrong('kid-form', at, 'The name of the key is no text (RFC 7515 §4.1.4).')
  } else if (/\.\.[\\/]|['";|`$<>\p{Cc}\p{Cf}]|^\//u.test(kid)) {
    findings.unusual(
      'kid-odd',
      at,
      'The name of the key looks made for a file system or a database.',
    )
  }
}

function checkKeyMembers(header: Members, kind: Kind, findings: Findings): void {
  for (const [name, text] of Object.entries(KEY_MEMBERS)) {
    if (!(name in header) || (name === 'jwk' && SELF_KEYED.has(kind.id))) continue
    const severity = kind.isCredential || SELF_KEYED.has(kind.id) ? 'wrong' : 'unusual'
    findings[severity](`${name}-embedded`, `header.${name}`, text)
  }
  const { jwk, x5c } = header
  if (isMembers(jwk) && Object.keys(jwk).some((member) => isPrivateMember(member))) {
    const text = 'It holds a private or shared key: who sees it can sign. That key is burnt.'
    findings.wrong('private-key', 'header.jwk', text)
  }
  if (x5c !== undefined && kind.isCredential) {
    findings.unusual('x5c-embedded', 'header.x5c', 'The token brings certificates along.')
  }
}

/** RFC 7515 §4.1.11. What is well-formed is refused all the same: we have no extensions. */
export function checkCrit(header: Members, findings: Findings): void {
  const { crit } = header
  if (crit === undefined) return
  const at = 'header.crit'
  if (!Array.isArray(crit) || crit.length === 0 || crit.some((name) => typeof name !== 'string')) {
    findings.wrong('crit-form', at, 'It has to be a list of names, and not empty.')
    return
  }
  const names = crit as readonly string[]
  if (new Set(names).size < names.length) findings.wrong('crit-twice', at, 'It names one twice.')
  const registered = names.filter((name) => REGISTERED.has(name))
  if (registered.length > 0) {
    findings.wrong('crit-registered', at, `It names what is no extension: ${quoted(registered)}.`)
  }
  const absent = names.filter((name) => !Object.hasOwn(header, name))
  if (absent.length > 0) {
    findings.wrong('crit-absent', at, `It names what the header does not have: ${quoted(absent)}.`)
  }
  findings.wrong('crit', at, 'Extensions that must be understood: our verifier has none.')
}
