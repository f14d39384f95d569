import { ConfigError } from '@countersign/core'

/** How an error class of `@modelcontextprotocol/sdk` 1 is made. */
type NamedError = new (message: string) => Error

/** How `OAuthError` of `@modelcontextprotocol/server` 2 is made. */
type CodedError = new (code: never, message: string) => Error

/**
 * The SDK's own error classes: it knows refusals by `instanceof`, and takes everything else for a
 * failure of the server.
 */
export interface McpErrors {
  /** From `@modelcontextprotocol/sdk/server/auth/errors.js`. */
  InvalidTokenError?: NamedError
  /** From the same, where there is a policy. */
  InsufficientScopeError?: NamedError
  /** From `@modelcontextprotocol/server`. */
  OAuthError?: CodedError
}

export type RefusalCode = 'invalid_token' | 'insufficient_scope'

/** Makes a refusal that each line of the SDK that is there knows as its own. */
export function sdkError(
  { InvalidTokenError, InsufficientScopeError, OAuthError }: McpErrors,
  code: RefusalCode,
  message: string,
): Error {
  const Named = code === 'invalid_token' ? InvalidTokenError : InsufficientScopeError
  const coded = OAuthError && new OAuthError(code as never, message)
  const named = Named && new Named(message)
  if (!coded || !named) return coded ?? named ?? missing()
  // What version 2 knows its errors by are properties of the error itself.
  const { stack: _stack, ...marks } = Object.getOwnPropertyDescriptors(coded)
  return Object.defineProperties(named, marks)
}

function missing(): never {
  throw new ConfigError(
    'errors',
    'must hold the error classes of the SDK, since it is not installed beside @countersign/mcp',
  )
}

let found: Promise<McpErrors> | undefined

/** The classes of the SDK that is installed, of either line or both. */
export function installedErrors(): Promise<McpErrors> {
  found ??= findErrors()
  return found
}

async function findErrors(): Promise<McpErrors> {
  const [one, two] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/auth/errors.js').catch(() => undefined),
    import('@modelcontextprotocol/server').catch(() => undefined),
  ])
  return {
    ...(one && {
      InvalidTokenError: one.InvalidTokenError,
      InsufficientScopeError: one.InsufficientScopeError,
    }),
    ...(two && { OAuthError: two.OAuthError }),
  }
}
