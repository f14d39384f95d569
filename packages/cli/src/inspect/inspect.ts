import { checkExchange } from './check-exchange.js'
import type { Finding } from './finding.js'
import { findTokens, type Found, MOST } from './find-tokens.js'
import { hideSecrets } from './hide-secrets.js'
import { inspectJwe } from './inspect-jwe.js'
import { inspectJws } from './inspect-jws.js'
import { inspectOpaque } from './inspect-opaque.js'
import { inspectSdJwt } from './inspect-sd-jwt.js'
import type { InspectedToken } from './inspected-token.js'
import { type Pair, pairProofs } from './pair-proofs.js'
import { type Exchange, readExchange } from './read-exchange.js'

/** Everything that a text tells about the tokens in it. Holds no token, no signature and no private key. */
export interface Inspection {
  readonly tokens: readonly InspectedToken[]
  /** Of each DPoP proof: what it came with. */
  readonly pairs: readonly Pair[]
  readonly exchange: Exchange
  /** About the request and its answer. */
  readonly findings: readonly Finding[]
  readonly isWrong: boolean
  /** `false`: there are more tokens than are looked at. */
  readonly isWhole: boolean
}

/**
 * Takes the tokens of a text apart, and says what is wrong with them. Asks nobody: no signature is
 * checked, but for that of a DPoP proof, whose key it brings. `now`: seconds since 1970.
 */
export async function inspect(input: string, source: string, now: number): Promise<Inspection> {
  const all = findTokens(input, source, MOST + 1)
  const found = all.slice(0, MOST)
  const isWhole = all.length === found.length
  const inspected: { found: Found; token: InspectedToken }[] = []
  for (const one of found) {
    // One after the other: there are twenty at most, and their order counts.
    for (const token of await inspectOne(one, now)) inspected.push({ found: one, token })
  }
  const tokens = inspected.map(({ token }) => token)
  const exchange = readExchange(input)
  const pairs = pairProofs(
    inspected.map((one) => one.found),
    tokens,
    exchange,
  )
  const findings = [...checkExchange(exchange), ...(isWhole ? [] : [TOO_MANY])]
  const ofTokens = [...tokens, ...pairs].flatMap((one) => one.findings)
  return {
    tokens: tokens.map((token) => shownToken(token)),
    pairs,
    exchange,
    findings,
    isWrong: [...ofTokens, ...findings].some(({ severity }) => severity === 'wrong'),
    isWhole,
  }
}

const TOO_MANY: Finding = {
  severity: 'unusual',
  id: 'many-tokens',
  at: 'text',
  text: `There are more than ${MOST} tokens: the others were not looked at.`,
}

/** How base64url of a JSON object begins: with that of "{". */
const OBJECT = /^e[w-z\d_-]/

/** By what it looks like: dots and tildes. An SD-JWT with key binding is two. */
async function inspectOne(found: Found, now: number): Promise<readonly InspectedToken[]> {
  const { text, source } = found
  const segments = text.split('.', 7).length
  // Opaque tokens may have dots as well: that of RFC 6750 has two. A proof is never opaque.
  if (!OBJECT.test(text) && source !== 'DPoP') return [inspectOpaque(found)]
  if (text.includes('~') && text.startsWith('eyJ')) return inspectSdJwt(found, now)
  if (segments === 5) return [inspectJwe(found)]
  if (segments === 3 || text.startsWith('eyJ')) return [await inspectJws(found, now)]
  return [inspectOpaque(found)]
}

function shownToken(token: InspectedToken): InspectedToken {
  const { header, claims, disclosures } = token
  return {
    ...token,
    header: header && hideSecrets(header),
    claims: claims && hideSecrets(claims),
    ...(disclosures && {
      disclosures: disclosures.map((one) => ({
        ...one,
        value: hideSecrets({ [one.name ?? '']: one.value })[one.name ?? ''],
      })),
    }),
  }
}
