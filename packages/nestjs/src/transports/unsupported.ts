import { ConfigError } from '@countersign/core'
import type { ExecutionContext } from '@nestjs/common'
import type { Transport } from './transport.js'

/** Calls of a kind that nobody knows how to check: each of them fails. */
export const unsupported: Transport = {
  check: (_verifier, context) => {
    throw unsupportedContext(context)
  },
  found: (context) => {
    throw unsupportedContext(context)
  },
}

/** What a call of such a kind fails with. */
export function unsupportedContext(context: ExecutionContext): ConfigError {
  return new ConfigError('context', `of type "${context.getType()}" is not supported`)
}
