import type { Authentication, Verifier } from '@countersign/core'
import type { AuthContext } from '@countersign/core/adapter'

/** What tools get to know of a token: the MCP SDK's `AuthInfo`, of both of its lines. */
export interface McpAuthInfo {
  /** Not enumerable, so that it reaches no log and no JSON by accident. It is not for other servers. */
  readonly token: string
  /** Empty if the token names none. */
  readonly clientId: string
  readonly scopes: string[]
  /** Seconds since the epoch. */
  readonly expiresAt: number
  /** Of the verifier's `resource` option: this server, and not what the token says. */
  readonly resource?: URL
  /** Where the document of RFC 9728 is: for challenges that the SDK itself makes. */
  readonly resourceMetadataUrl?: string
  readonly extra: McpAuthExtra
}

/** Who it is, beside what the SDK has names for. */
export interface McpAuthExtra extends Record<string, unknown> {
  readonly issuer: string
  readonly subject: string | undefined
  readonly claims: unknown
}

const ORIGIN = Symbol('countersign.mcp')

/** How an AuthInfo came about. In a private field: whoever prints an AuthInfo prints no request. */
class Origin {
  readonly #context: AuthContext

  constructor(context: AuthContext) {
    this.#context = context
  }

  static contextOf(value: unknown): AuthContext | undefined {
    return value instanceof Origin ? value.#context : undefined
  }
}

interface Traced {
  [ORIGIN]?: unknown
}

/** Says of an authenticated request what the MCP SDK wants to know. */
export function authInfoOf(context: AuthContext, auth: Authentication<unknown>): McpAuthInfo {
  const { token, clientId = '', scopes, expiresAt, issuer, subject, claims } = auth
  const info = {
    clientId,
    scopes: [...scopes],
    expiresAt,
    ...resourceOf(context.verifier),
    extra: { issuer, subject, claims },
    // Enumerable: the SDK copies an AuthInfo that it adds something to.
    [ORIGIN]: new Origin(context),
  }
  return Object.defineProperty(info, 'token', { value: token }) as typeof info & { token: string }
}

/** The context that an AuthInfo was made of; `undefined`: it is none of ours. */
export function contextOfInfo(info: object): AuthContext | undefined {
  return Origin.contextOf((info as Traced)[ORIGIN])
}

function resourceOf(
  verifier: Verifier<unknown>,
): Pick<McpAuthInfo, 'resource' | 'resourceMetadataUrl'> {
  const metadata = verifier.resourceMetadata()
  return metadata
    ? { resource: new URL(metadata.document.resource), resourceMetadataUrl: metadata.url.href }
    : {}
}
