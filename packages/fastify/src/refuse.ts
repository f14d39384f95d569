import { isAuthError } from '@countersign/core'
import { sendableError } from '@countersign/core/adapter'

/** Hands an error to Fastify, whose default handler sends the message of each. */
export function refuse(error: unknown, done: (error?: Error) => void): void {
  done(isAuthError(error) ? sendableError(error) : (error as Error))
}
