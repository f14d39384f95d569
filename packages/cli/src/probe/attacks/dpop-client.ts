import { createProofKey } from '@countersign/testing'
import {
  createDpopSubject,
  type AttackSubject,
  type DpopSubject,
} from '@countersign/testing/attacks'
import { isTaken } from '../calibrate/calibrate.js'
import { bound } from '../http/bearer-request.js'
import type { Client } from '../http/client.js'
import type { Outcome } from '../http/outcome.js'

/** Where and how a client sends its requests. */
export interface DpopOptions {
  /** What proofs may name; the first that is taken is kept. */
  readonly urls: readonly string[]
  readonly method: string
}

/** A client whose bound token and proof the server takes, or nothing if it takes none (RFC 9449). */
export async function findDpopClient(
  client: Client,
  subject: AttackSubject,
  { urls, method }: DpopOptions,
): Promise<DpopSubject | undefined> {
  const key = await createProofKey()
  for (const url of urls) {
    let nonce: string | undefined
    // Twice: the first answer may ask for a nonce (§9).
    for (let attempt = 0; attempt < 2; attempt++) {
      const dpop = createDpopSubject({
        subject,
        key,
        url,
        method,
        ...(nonce !== undefined && { nonce }),
      })
      const outcome = await client.send(bound(dpop.token, [dpop.proof()]))
      if (isTaken(outcome)) return dpop
      nonce = nonceOf(outcome)
      if (nonce === undefined) break
    }
  }
  return undefined
}

function nonceOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'answer' ? outcome.headers['dpop-nonce']?.[0] : undefined
}
