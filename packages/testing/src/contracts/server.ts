import assert from 'node:assert/strict'
import { parseChallenges, rawRequest } from '../index.js'
import type { VerifierUnderTest } from './core-under-test.js'
import { assertNothingLeaks, type Leaks } from './leaks.js'
import type { Answer, ContractRequest, HeaderPair, Server } from './world.js'

// RFC 9449 §8.1, RFC 6749 appendix A: NQCHAR.
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]+$/

interface Connection {
  readonly url: string
  readonly verifier: VerifierUnderTest
  readonly leaks: Leaks
  /** A route that takes any good token, to learn how an invalid one is answered. */
  readonly referencePath: string | undefined
}

/** A client of a started server. Every answer is checked for what no answer may ever show. */
export async function connect({
  url,
  verifier,
  leaks,
  referencePath,
}: Connection): Promise<Server> {
  let reference: Answer | undefined
  let dpopReference: Answer | undefined

  async function request(init: ContractRequest): Promise<Answer> {
    const secrets = leaks.sent(init)
    const method = init.method ?? 'GET'
    const raw = await rawRequest(`${url}${init.path ?? '/r'}`, {
      method,
      headers: headersOf(init),
      timeout: 15_000,
      ...(init.body !== undefined && { body: init.body }),
      ...(init.target !== undefined && { target: init.target }),
      ...(init.host !== undefined && { host: init.host }),
      ...(init.certificate && {
        certificate: { key: init.certificate.privateKey, cert: init.certificate.certificate },
      }),
    })
    const challenges = parseChallenges(raw.headers['www-authenticate'] ?? [])
    const answer = { method, ...raw, challenges, reference, dpopReference }
    assertNothingLeaks(answer, secrets)
    leaks.assertQuiet()
    assertHonest(answer, init.outage ?? false)
    return answer
  }

  if (referencePath !== undefined) {
    const headers = [['Authorization', 'DPoP abc']] as const
    ;[reference, dpopReference] = await Promise.all([
      request({ path: referencePath, token: 'abc' }),
      request({ path: referencePath, headers }),
    ])
  }
  return {
    url,
    verifier,
    request,
    get: (path, token, headers = []) =>
      request({ path, headers, ...(token !== undefined && { token }) }),
  }
}

// RFC 9110 §15.5.2: no 401 without a challenge. And nothing that a client sends may break us.
function assertHonest(answer: Answer, outage: boolean): void {
  if (!outage) assert.ok(answer.status < 500, `answered ${answer.status}: ${answer.body}`)
  if (answer.status === 401) assert.ok(answer.challenges.length > 0, 'a 401 without a challenge')
  const nonces = answer.headers['dpop-nonce'] ?? []
  assert.ok(nonces.length <= 1, 'RFC 9449 §8.1: one DPoP-Nonce at most')
  for (const nonce of nonces) assert.match(nonce, NONCE, 'RFC 9449 §8.1: NQCHAR only')
}

function headersOf({ token, headers = [] }: ContractRequest): readonly HeaderPair[] {
  return token === undefined ? headers : [['Authorization', `Bearer ${token}`], ...headers]
}
