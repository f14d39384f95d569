import { EventEmitter } from 'node:events'
import { createVerifier } from '@countersign/core'
import { observeUsage } from '@countersign/core/adapter'
import { generateSigningKey } from '@countersign/issuer'
import type { Ledger } from '@countersign/ledger'
import { accessToken, ISSUER } from '../access-tokens.js'
import type { Effort } from '../benchmark.js'
import type { Measured } from '../compare.js'
import { inRounds } from '../in-rounds.js'
import { bearerRequest } from '../ours.js'
import { AUDIENCE } from '../providers.js'
import { timeOf } from '../time-of.js'

/** Answers in one go: fewer than wait in memory at most. */
const CALLS = 5_000

/** What an adapter has of an answer. */
class Answer extends EventEmitter {
  readonly statusCode = 200
}

function bare(): void {
  new Answer().once('close', () => undefined).emit('close')
}

/**
 * Nanoseconds of CPU for an answer that ends: of itself, `bare`, and with its use told to a ledger. That
 * is all that stands in a request's way; writing comes later, and is not in it.
 */
export async function toldRequests(
  ledger: Ledger,
  { rounds, warmUpRounds }: Effort,
): Promise<Measured<'bare' | 'again' | 'told'>> {
  const key = await generateSigningKey('EdDSA', { kid: 'k' })
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: { keys: [key.publicJwk] },
  })
  const now = Math.floor(Date.now() / 1000)
  const request = {
    ...bearerRequest(accessToken(key, 0, { now })),
    remoteAddress: '192.0.2.7',
  }
  const auth = await verifier.verifyRequest(request)
  const told = (): void => {
    const answer = new Answer()
    observeUsage(answer, request, auth, () => ({ route: '/orders/:id' }))
    answer.emit('close')
  }
  const cases = { bare, again: bare, told }
  const times = await inRounds(
    ['bare', 'again', 'told'],
    { rounds, warmUpRounds },
    async (name) => {
      const { cpu } = await timeOf(cases[name], CALLS)
      await ledger.flush()
      return cpu
    },
  )
  verifier.close()
  return times
}
