import { EventEmitter } from 'node:events'
import { createProofKey, type ProofKey } from '@countersign/testing'
import type { ClaimsSchema } from '../../src/claims-schema.js'
import { authenticateRequest, observeUsage, type UsageOutcome } from '../../src/adapter.js'
import {
  CHANNELS,
  type AuthError,
  type RefusedMessage,
  type RevocationList,
  type UsageMessage,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { refusalOf } from './outcome.js'
import { recordChannel } from './recorded-channel.js'
import { withAuthorization } from './token-request.js'
import { createWorld, type World } from './world.js'

/** Claims that are refused, whatever else there is to a token. */
export const EXPIRED = { exp: 1 }

/** A world that listens to what is told of refusals. */
export interface RefusedWorld extends World {
  readonly holder: ProofKey
  /** What `countersign:refused` tells of a token that a verifier refuses. */
  refusedBy(verifier: Verifier, token: string): Promise<RefusedMessage>
  /** The same of one with these claims. */
  refusedWith(claims: Record<string, unknown>): Promise<RefusedMessage>
  /** What `countersign:usage` tells once the answer to a request with a token has ended. */
  usedWith(
    token: string | Promise<string>,
    options?: Partial<VerifierOptions>,
    scheme?: string,
  ): Promise<UsageMessage>
  /** The same of an answer to whatever came of a request. */
  usedBy(outcome: UsageOutcome): UsageMessage
  /** The last that was told of a refusal. */
  lastRefusal(): RefusedMessage
  /** Listens no more. */
  deafen(): void
}

export async function createRefusedWorld(): Promise<RefusedWorld> {
  const world = await createWorld()
  const holder = await createProofKey()
  const refused = recordChannel<RefusedMessage>(CHANNELS.refused)
  const usage = recordChannel<UsageMessage>(CHANNELS.usage)

  const lastRefusal = (): RefusedMessage => last(refused.messages)

  async function refusedBy(verifier: Verifier, token: string): Promise<RefusedMessage> {
    await refusalOf(verifier.verifyToken(token))
    return lastRefusal()
  }

  function usedBy(outcome: UsageOutcome): UsageMessage {
    const response = Object.assign(new EventEmitter(), { statusCode: 401 })
    observeUsage(response, withAuthorization('Bearer x'), outcome, () => ({ route: undefined }))
    response.emit('close')
    return last(usage.messages)
  }

  function deafen(): void {
    refused.close()
    usage.close()
  }

  return {
    ...world,
    holder,
    refusedBy,
    usedBy,
    lastRefusal,
    deafen,
    refusedWith: async (claims) => refusedBy(world.verifier(), await world.provider.token(claims)),
    async usedWith(token, options = {}, scheme = 'Bearer') {
      const request = withAuthorization(`${scheme} ${await token}`)
      const outcome = await authenticateRequest(world.verifier(options), request).then(
        ({ auth }) => auth,
        (error: unknown) => error as AuthError,
      )
      return usedBy(outcome)
    },
    async close() {
      deafen()
      await world.close()
    },
  }
}

function last<Message>(messages: Message[]): Message {
  const message = messages.pop()
  if (message === undefined) throw new Error('nothing was told')
  return message
}

/** A list that cannot tell. */
export const failing = (problem: Error): RevocationList => ({
  isRevoked: () => Promise.reject(problem),
  revoke: () => undefined,
})

/** A schema that fails, instead of finding fault with a token. */
export const rejecting = (problem: Error): ClaimsSchema => ({
  '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(problem) },
})
