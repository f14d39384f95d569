import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { SigningKey } from '@countersign/issuer'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { createResourceServer, type TestResourceServer } from './test-resource-server.js'
import { merge, signToken, type Overrides } from './test-tokens.js'

/** An answer that is sent as it is, whatever was asked for. */
export interface RawAnswer {
  readonly body: string
  /** Default `application/json`. */
  readonly contentType?: string
}

/** The introspection endpoint of a test identity provider (RFC 7662, and RFC 9701 where it is asked for). */
export interface TestIntrospection {
  readonly endpoint: string
  /** Who may ask. Everybody else gets a 401. */
  readonly client: TestResourceServer
  /**
   * Issues an opaque token: about it the endpoint tells the claims of a good token, with changes.
   * `undefined` removes. `token` is the token itself, default a random one.
   */
  issue(claims?: Overrides, token?: string): string
  /** Has a token, of whatever kind, answered about with exactly this from now on. */
  answer(token: string, answer: Overrides | RawAnswer): void
  /** From now on a token is not active. */
  revoke(token: string): void
  /** A signed response (RFC 9701 §5) with changes to what is around it: the body of a {@link RawAnswer}. */
  signedResponse(
    response: Overrides,
    changes?: { header?: Overrides; payload?: Overrides; key?: SigningKey | string },
  ): string
}

/** What the endpoint is made of. */
interface IntrospectionParts {
  readonly issuer: string
  readonly jwks: { keys: unknown[] }
  readonly claims: (overrides?: Overrides) => Record<string, unknown>
  readonly find: (key: SigningKey | string | undefined) => SigningKey
  /** Milliseconds. */
  readonly clock: () => number
}

/** What is sent for one request. */
interface IntrospectionAnswer extends RawAnswer {
  readonly status: number
}

/** An endpoint, and what answers its requests. */
export interface IntrospectionEndpoint extends TestIntrospection {
  /** `body` is the form that came. */
  handle(request: IncomingMessage, body: string): Promise<IntrospectionAnswer>
}

const JSON_TYPE = 'application/json'
const SIGNED_TYPE = 'application/token-introspection+jwt'

const INACTIVE = { active: false }

/** Makes the endpoint of a provider, and the one client that may ask it. */
export async function createIntrospection(
  parts: IntrospectionParts,
): Promise<IntrospectionEndpoint> {
  const { issuer, clock, find } = parts
  const endpoint = `${issuer}/introspect`
  const { client, authenticates } = await createResourceServer([issuer, endpoint])
  const answers = new Map<string, Overrides | RawAnswer>()
  const now = (): number => Math.floor(clock() / 1000)

  function signedResponse(
    response: Overrides,
    changes: Parameters<TestIntrospection['signedResponse']>[1] = {},
  ): string {
    const { header, payload = {}, key: signer } = changes
    const claims = { iss: issuer, aud: client.clientId, iat: now(), token_introspection: response }
    const typed = { typ: 'token-introspection+jwt', ...header }
    return signToken(find(signer), typed, merge(claims, payload))
  }

  async function about(token: string): Promise<Overrides | RawAnswer> {
    return answers.get(token) ?? (await ownClaims(token, parts)) ?? INACTIVE
  }

  return {
    endpoint,
    client,
    issue(claims, token = randomBytes(24).toString('base64url')) {
      answers.set(token, { active: true, token_type: 'Bearer', ...parts.claims(claims) })
      return token
    },
    answer: (token, answer) => void answers.set(token, answer),
    revoke: (token) => void answers.set(token, INACTIVE),
    signedResponse,
    async handle({ headers }, body) {
      const form = new URLSearchParams(body)
      const isClient = await authenticates(headers.authorization, form, now())
      if (!isClient) return { status: 401, body: '{"error":"invalid_client"}' }
      const answer = await about(form.get('token') ?? '')
      if (isRaw(answer)) return { status: 200, ...answer }
      const isSigned = headers.accept === SIGNED_TYPE
      return {
        status: 200,
        body: isSigned ? signedResponse(answer) : JSON.stringify(answer),
        contentType: isSigned ? SIGNED_TYPE : JSON_TYPE,
      }
    },
  }
}

function isRaw(answer: Overrides | RawAnswer): answer is RawAnswer {
  return typeof answer['body' as keyof typeof answer] === 'string'
}

/** What is told of a JWT that the provider has signed, and that has not expired. */
async function ownClaims(
  token: string,
  { jwks, clock }: IntrospectionParts,
): Promise<Overrides | undefined> {
  try {
    const keys = createLocalJWKSet(jwks as JSONWebKeySet)
    const { payload } = await compactVerify(token, keys)
    const claims = JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown>
    return Number(claims['exp']) * 1000 > clock() ? { active: true, ...claims } : undefined
  } catch {
    return undefined
  }
}
