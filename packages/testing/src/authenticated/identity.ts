/** Who a test says that a request comes from. What is left out is as with any good caller. */
export interface TestIdentity {
  /** The `sub` claim. Default `u1`. */
  readonly subject?: string
  /** The `client_id` claim. Default `c1`. */
  readonly clientId?: string
  /** What was granted. Default: nothing, unless the claims say so. */
  readonly scopes?: readonly string[]
  /** Further claims, such as `tenant`, `roles`, `acr`, `auth_time`; `undefined` takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** One that the verifier trusts. Default: the first of them. */
  readonly issuer?: string
  /** The `aud` claim. Default: the verifier's. */
  readonly audience?: string | readonly string[]
  /** What the caller has proven to hold, by DPoP or by certificate. Default: nothing, if that is enough. */
  readonly binding?: TestBinding
}

/** Thumbprints of the keys of a caller. */
export interface TestBinding {
  /** Of a {@link ProofKey}: then the scheme is DPoP. */
  readonly jkt?: string
  /** Of a {@link TestCertificate}. */
  readonly x5tS256?: string
}

/** What a claim is called here: neither may contradict the other, so only one may be there. */
const CLAIMS = {
  subject: 'sub',
  clientId: 'client_id',
  issuer: 'iss',
  audience: 'aud',
  binding: 'cnf',
} as const

const NAMES: readonly string[] = [...Object.keys(CLAIMS), 'scopes', 'claims']

/** Of a token, whose issuer is whoever makes it. */
export const TOKEN_NAMES: readonly string[] = NAMES.filter((name) => name !== 'issuer')

/** Throws a TypeError for an unknown member, one of the wrong type, and one that is given twice. */
export function checkIdentity(identity: TestIdentity, known: readonly string[] = NAMES): void {
  for (const name of Object.keys(identity)) {
    if (!known.includes(name)) {
      throw new TypeError(`"${name}" says nothing about a caller; these do: ${known.join(', ')}`)
    }
  }
  const { subject, clientId, issuer, scopes, claims = {} } = identity
  for (const [name, value] of Object.entries({ subject, clientId, issuer })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new TypeError(`"${name}" must be a non-empty string`)
    }
  }
  if (scopes !== undefined && !isListOfTexts(scopes)) {
    throw new TypeError('"scopes" must be a list of strings')
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError('"claims" must be an object')
  }
  for (const [name, claim] of Object.entries(CLAIMS)) {
    const isTwice = identity[name as keyof typeof CLAIMS] !== undefined && claim in claims
    if (isTwice) throw new TypeError(`"${name}" and the claim "${claim}" are the same: give one`)
  }
}

/** The claims that an identity names, beside those of any good token. */
export function claimsOf({
  subject,
  clientId,
  audience,
  binding,
  claims,
}: TestIdentity): Record<string, unknown> {
  return {
    ...(subject !== undefined && { sub: subject }),
    ...(clientId !== undefined && { client_id: clientId }),
    ...(audience !== undefined && { aud: audience }),
    ...(binding !== undefined && { cnf: confirmation(binding) }),
    ...claims,
  }
}

function confirmation({ jkt, x5tS256 }: TestBinding): Record<string, string> {
  return {
    ...(jkt !== undefined && { jkt }),
    ...(x5tS256 !== undefined && { 'x5t#S256': x5tS256 }),
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
