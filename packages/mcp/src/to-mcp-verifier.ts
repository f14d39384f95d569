import { ConfigError, isAuthError, type Policy, type Verifier } from '@countersign/core'
import { type AuthContext, checkAuthenticateOptions, onePolicy } from '@countersign/core/adapter'
import { authInfoOf, type McpAuthInfo } from './auth-info.js'
import { installedErrors, type McpErrors, sdkError } from './sdk-errors.js'

/** What the MCP SDK calls an `OAuthTokenVerifier`, in both of its lines. */
export interface McpTokenVerifier {
  verifyAccessToken(token: string): Promise<McpAuthInfo>
}

export interface McpVerifierOptions {
  /** For every token. Default: any good one will do. */
  policy?: Policy
  /**
   * The SDK's error classes, where they are not found by its name: in a bundle, or with several copies
   * of it installed.
   */
  errors?: McpErrors
}

/**
 * A token verifier for the SDK's own `requireBearerAuth`.
 *
 * It is handed the token and nothing else, so a token that is bound to a key is refused, and neither
 * transport nor duplicates are checked: `mcpAuth` does both. A refusal becomes the SDK's `401
 * invalid_token`, or `403 insufficient_scope` of the policy; an outage stays an error of the server,
 * which the SDK answers with 500. Throws a ConfigError if the verifier or an option is malformed.
 */
export function toMcpVerifier(
  verifier: Verifier<unknown>,
  options: McpVerifierOptions = {},
): McpTokenVerifier {
  checkAuthenticateOptions(verifier)
  for (const name of Object.keys(options)) {
    if (name !== 'policy' && name !== 'errors') {
      throw new ConfigError(name, 'is not an option of toMcpVerifier()')
    }
  }
  const { policy, errors } = options
  if (policy !== undefined) onePolicy([policy])

  return {
    async verifyAccessToken(token) {
      try {
        const auth = await verifier.verifyToken(token)
        if (policy !== undefined) await verifier.authorize(auth, policy)
        const context = { verifier, auth, refusal: undefined, responseHeaders: {} }
        return authInfoOf({ ...context, request: NO_REQUEST }, auth)
      } catch (error) {
        if (!isAuthError(error) || !error.expose) throw error
        // Its challenge is the SDK's own: what is wrong beyond these two cannot be said in it.
        const code = error.code === 'insufficient_scope' ? error.code : 'invalid_token'
        throw sdkError(errors ?? (await installedErrors()), code, error.message)
      }
    },
  }
}

/** Nobody knows how the token came. */
const NO_REQUEST: AuthContext['request'] = Object.freeze({
  method: '',
  url: '',
  headers: {},
  secure: false,
})
