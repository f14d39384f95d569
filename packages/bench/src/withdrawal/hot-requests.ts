import { createVerifier, memoryRevocationList, type RevocationList } from '@countersign/core'
import { generateSigningKey } from '@countersign/issuer'
import { accessToken, ISSUER } from '../access-tokens.js'
import type { Effort } from '../benchmark.js'
import { compare, type Measured } from '../compare.js'
import { inTurn } from '../in-turn.js'
import { bearerRequest } from '../ours.js'
import { AUDIENCE } from '../providers.js'
import { warmUp } from '../verify/warm-up.js'

/** Tokens of clients that come again and again. */
const TOKENS = 200
const WITHDRAWALS = 10_000
const CALLS = 20

const CASES = ['none', 'again', 'empty', 'tokens', 'all kinds'] as const

/** Nanoseconds of CPU that a request takes with a token that is kept, by what a list holds. */
export async function hotRequests(effort: Effort): Promise<Measured<(typeof CASES)[number]>> {
  const key = await generateSigningKey('EdDSA', { kid: 'k' })
  const now = Math.floor(Date.now() / 1000)
  const tokens = Array.from({ length: TOKENS }, (_, at) => accessToken(key, at, { now }))
  const keys = { keys: [key.publicJwk] }
  const caseOf = async (revocation?: RevocationList): Promise<() => unknown> => {
    const options = { issuer: ISSUER, audience: AUDIENCE, keys }
    const verifier = createVerifier(revocation ? { ...options, revocation } : options)
    // A token is kept from its second time on.
    for (const token of [...tokens, ...tokens]) await verifier.verifyRequest(bearerRequest(token))
    const next = inTurn(tokens.map(bearerRequest))
    return () => verifier.verifyRequest(next())
  }
  const cases = {
    none: await caseOf(),
    again: await caseOf(),
    empty: await caseOf(memoryRevocationList()),
    tokens: await caseOf(listOf(false)),
    'all kinds': await caseOf(listOf(true)),
  }
  for (let time = 0; time < CALLS; time += 1) await warmUp(cases, effort)
  return compare(cases, { ...effort, calls: effort.calls * CALLS })
}

/** A list of withdrawals that are none of these tokens'. */
function listOf(hasAllKinds: boolean): RevocationList {
  const list = memoryRevocationList()
  for (let at = 0; at < WITHDRAWALS; at += 1) {
    list.revoke({ issuer: ISSUER, tokenId: `withdrawn ${at}` })
    if (!hasAllKinds) continue
    list.revoke({ issuer: ISSUER, grantId: `grant ${at}` })
    list.revoke({ issuer: ISSUER, sessionId: `session ${at}` })
    list.revoke({ issuer: ISSUER, subject: `subject ${at}` })
    list.revoke({ issuer: ISSUER, clientId: `client ${at}` })
    list.revoke({ issuer: ISSUER, subject: `subject ${at}`, clientId: `client ${at}` })
  }
  return list
}
