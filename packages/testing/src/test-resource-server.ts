import { randomBytes } from 'node:crypto'
import { generateSigningKey } from '@countersign/issuer'
import { jwtVerify, type JWK } from 'jose'

/** The resource server that may ask about tokens, by its secret or by its key. */
export interface TestResourceServer {
  readonly clientId: string
  /** For `client_secret_basic` (RFC 6749 §2.3.1). */
  readonly clientSecret: string
  /** For `private_key_jwt` (RFC 7523 §2.2): ES256. */
  readonly privateKey: JWK
}

/** A client, and what tells it from others. */
interface KnownResourceServer {
  readonly client: TestResourceServer
  /** Whether a request is the client's, by its header or its form. `now`: seconds. */
  authenticates(
    this: void,
    authorization: string | undefined,
    form: URLSearchParams,
    now: number,
  ): Promise<boolean>
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Registers a client whose assertions may be for any of these audiences. */
export async function createResourceServer(audiences: string[]): Promise<KnownResourceServer> {
  const { privateKey, publicJwk, kid } = await generateSigningKey('ES256')
  const client = {
    // With what has to be encoded before it goes into a header.
    clientId: 'rs:1 & more',
    clientSecret: `${randomBytes(24).toString('base64url')}:%+ü`,
    privateKey: { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256' },
  }
  return {
    client,
    authenticates: async (authorization, form, now) =>
      isBasic(authorization, client) ||
      isAssertion(form, publicJwk, { clientId: client.clientId, audiences, now }),
  }
}

/** RFC 6749 §2.3.1: each half is form-encoded. */
function isBasic(
  authorization: string | undefined,
  { clientId, clientSecret }: TestResourceServer,
): boolean {
  const [scheme, encoded = ''] = (authorization ?? '').split(' ')
  if (scheme !== 'Basic') return false
  const pair = Buffer.from(encoded, 'base64').toString().split(':')
  const [id, secret] = pair.map((half) => new URLSearchParams(`half=${half}`).get('half'))
  return pair.length === 2 && id === clientId && secret === clientSecret
}

interface ExpectedAssertion {
  readonly clientId: string
  readonly audiences: string[]
  readonly now: number
}

/** RFC 7523 §3. */
async function isAssertion(
  form: URLSearchParams,
  publicJwk: JWK,
  { clientId, audiences, now }: ExpectedAssertion,
): Promise<boolean> {
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) return false
  const options = {
    issuer: clientId,
    subject: clientId,
    audience: audiences,
    currentDate: new Date(now * 1000),
    requiredClaims: ['exp', 'jti'],
  }
  return jwtVerify(form.get('client_assertion') ?? '', publicJwk, options).then(
    () => true,
    () => false,
  )
}
