import { ConfigError, type Policy, type Verifier } from '@countersign/core'
import { checkAuthenticateOptions, onePolicy } from '@countersign/core/adapter'

/**
 * Policies by name; the one at `*` is for names that have none. Or a function from name to policy:
 * `undefined` asks for nothing.
 */
export type PoliciesByName =
  | Readonly<Record<string, Policy>>
  | ((name: string) => Policy | undefined)

/** What each operation of an MCP server needs, beside a token. */
export interface McpOperations {
  /** For `tools/call`, by the name of the tool. */
  tools?: PoliciesByName
  /** For `prompts/get`, and for completions of a prompt's arguments, by the name of the prompt. */
  prompts?: PoliciesByName
  /**
   * For `resources/read`, `resources/subscribe` and `resources/unsubscribe`, for the resources that
   * `subscriptions/listen` names, and for completions of a template, by URI. URIs are compared as `new URL(uri).href`, which is what the SDK looks them up by.
   */
  resources?: PoliciesByName
  /** For any message, notifications included, by its method: `{ 'logging/setLevel': role('admin') }`. */
  methods?: PoliciesByName
}

export interface McpAuthOptions extends McpOperations {
  /** For every request, whatever it holds. */
  policy?: Policy
  /** Let requests without credentials pass, unless a policy asks for some. Bad ones never do. Default false. */
  optional?: boolean
  /**
   * `bound`, the default: a session is its owner's, and its identifier one that {@link sessionIdFor}
   * made. `any`: session identifiers are not looked at.
   */
  sessions?: 'bound' | 'any'
  /** Bytes of a message that are read, where the application has parsed none. Default 4 MiB. */
  maxBodyBytes?: number
  /**
   * Told of errors that are no refusals, as of a policy that throws. The request is answered with 500.
   * Default: they become a warning of the process.
   */
  onError?: (error: unknown) => void
}

const NAMES = new Set([
  'policy',
  'optional',
  'sessions',
  'maxBodyBytes',
  'onError',
  'tools',
  'prompts',
  'resources',
  'methods',
])

const DEFAULT_BODY_BYTES = 4 * 1024 * 1024

/** The options that are no policies, each with its value. */
export interface ResolvedMcpOptions {
  readonly optional: boolean
  readonly bindsSessions: boolean
  readonly maxBodyBytes: number
  readonly onError: (error: unknown) => void
}

/** Throws a ConfigError unless all options are in order. */
export function resolveMcpOptions(
  verifier: Verifier<unknown>,
  options: McpAuthOptions,
): ResolvedMcpOptions {
  checkAuthenticateOptions(verifier)
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw new ConfigError(name, 'is not an option of mcpAuth()')
  }
  const { policy, optional = false, sessions = 'bound', onError = warn } = options
  const { maxBodyBytes = DEFAULT_BODY_BYTES } = options
  if (policy !== undefined) onePolicy([policy])
  if (typeof optional !== 'boolean') throw new ConfigError('optional', 'must be true or false')
  if (sessions !== 'bound' && sessions !== 'any') {
    throw new ConfigError('sessions', "must be 'bound' or 'any'")
  }
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw new ConfigError('maxBodyBytes', 'must be a whole number of bytes, 1 or more')
  }
  if (typeof onError !== 'function') throw new ConfigError('onError', 'must be a function')
  return { optional, bindsSessions: sessions === 'bound', maxBodyBytes, onError }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
