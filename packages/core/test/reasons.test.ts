import { inspect } from 'node:util'
import {
  createProofKey,
  createTestCertificate,
  createTestStatusList,
  proof,
  signCompact,
  type ProofKey,
  type ProofOptions,
  type TestCertificate,
  type TestStatusList,
} from '@countersign/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { authenticateRequest, authorizeRequest } from '../src/adapter.js'
import {
  acr,
  CHANNELS,
  check,
  scopes,
  type AuthError,
  type Policy,
  type Reason,
  type RefusedMessage,
  type RevocationList,
  type TokenRequest,
  type VerifiedMessage,
  type VerifierOptions,
} from '../src/index.js'
import { REFUSALS } from '../src/refusals.js'
import { decryptionKey, encrypted, type TestDecryptionKey } from './support/decryption-keys.js'
import { introspecting } from './support/introspecting.js'
import { refusalOf } from './support/outcome.js'
import { recordChannel, type RecordedChannel } from './support/recorded-channel.js'
import { tokenRequest, withAuthorization } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

/** A value that no message may repeat: it stands in every token as a claim. */
const PRIVATE = 'alice-private@mail.example'

interface Attempt {
  readonly request?: Partial<TokenRequest>
  /** Sent in the header, where no request is given. */
  readonly token?: string | Promise<string>
  /** Sent as they are, where there is no token and no request. */
  readonly headers?: Promise<Record<string, string>>
  readonly options?: Partial<VerifierOptions>
  readonly policy?: Policy
}

const token =
  (claims: Record<string, unknown>, header: Record<string, unknown> = {}, options = {}) =>
  ({ provider }: World): Attempt => ({
    token: provider.token({ email: PRIVATE, ...claims }, { header }),
    options,
  })

const bearer = (text: string): Attempt => ({ token: text })

/** A request for `/orders` with a token that is bound to a key, and a proof; both with changes. */
const proven =
  (changes: {
    readonly proof?: Partial<ProofOptions>
    readonly key?: ProofKey
    readonly claims?: Record<string, unknown>
    readonly headers?: (sent: string) => Record<string, string>
    readonly options?: Partial<VerifierOptions>
  }) =>
  ({ provider, clock }: World): Attempt => {
    const key = changes.key ?? holder
    const sent = provider
      .token({ email: PRIVATE, cnf: { jkt: holder.thumbprint }, ...changes.claims })
      .then((text) => {
        const url = 'https://rs.example/orders'
        const made = proof(key, { url, token: text, clock, ...changes.proof })
        return { authorization: `DPoP ${text}`, dpop: made, ...changes.headers?.(made) }
      })
    return { headers: sent, ...(changes.options && { options: changes.options }) }
  }

/** A text that is encrypted to a key of ours, with changes to what is outside. */
const sealed = (text: () => string, header: Record<string, unknown> = {}): Attempt => ({
  token: encrypted(text(), opener.lock, header),
  options: { decryption: [opener.jwk] },
})

const revokes = (answer: boolean): RevocationList => ({
  isRevoked: () => answer,
  revoke: () => undefined,
})

/**
 * Whether somebody is held to what was attempted: a new reason needs a decision. `true` only where the
 * check comes after the signature, or after the issuer has answered for an opaque token: up to there
 * anybody could have written what the token says.
 */
const ATTRIBUTED: Readonly<Record<Reason, boolean>> = {
  missing_credentials: false,
  unsupported_scheme: false,
  disabled_source: false,
  insecure_transport: false,
  malformed_credentials: false,
  multiple_credentials: false,
  malformed_host: false,

  token_too_large: false,
  malformed_token: false,
  opaque_token: false,
  encrypted_token: false,
  wrong_token_type: false,
  unsupported_algorithm: false,
  unsupported_header: false,

  unsupported_encryption: false,
  undecryptable_token: false,
  unencrypted_token: false,

  untrusted_issuer: false,
  unknown_key: false,
  ambiguous_key: false,
  invalid_signature: false,

  malformed_claim: true,
  missing_claim: true,
  wrong_audience: true,
  token_expired: true,
  token_not_yet_valid: true,
  token_too_old: true,
  id_token: true,
  claims_schema: true,

  malformed_binding: true,
  unsupported_binding: true,
  unbound_token: true,
  bound_token_as_bearer: true,
  stray_proof: true,
  key_mismatch: true,
  missing_certificate: true,
  certificate_mismatch: true,

  revoked_token: true,
  lifetime_too_long: true,
  inactive_token: false,
  contradicted_token: true,

  malformed_status: true,
  unsupported_status: true,
  unusable_status: true,
  suspended_token: true,
  unaccepted_status: true,

  missing_proof: true,
  multiple_proofs: true,
  malformed_proof: true,
  wrong_proof_type: true,
  unsupported_proof_algorithm: true,
  unusable_proof_key: true,
  invalid_proof_signature: true,
  wrong_method: true,
  wrong_url: true,
  wrong_token_hash: true,
  proof_expired: true,
  proof_not_yet_valid: true,
  proof_replayed: true,
  nonce_required: true,
  invalid_nonce: true,

  step_up_required: true,
  insufficient_scope: true,
  policy_denied: true,

  dependency_unavailable: false,
}

/** Something that each reason is given for: the compiler keeps the table whole. */
const attempts: Readonly<Record<Reason, (world: World) => Attempt>> = {
  missing_credentials: () => ({ request: {} }),
  unsupported_scheme: () => ({ request: withAuthorization('Basic YWxpY2U6c2VjcmV0LXBhc3N3b3Jk') }),
  disabled_source: () => ({ request: { url: '/?access_token=a-secret-in-the-query' } }),
  insecure_transport: () => ({
    request: { ...withAuthorization('Bearer a-secret-on-plain-http'), secure: false },
  }),
  malformed_credentials: () => bearer('a-secret-with-a-comma,and-more-of-it'),
  multiple_credentials: () => ({
    request: { ...withAuthorization('Bearer one-secret-token'), url: '/?access_token=two-secret' },
  }),
  malformed_host: () => ({
    request: { headers: { authorization: 'Bearer one-secret-token', host: 'a/b' } },
  }),

  token_too_large: () => bearer('a-secret-token-'.repeat(2_000)),
  malformed_token: () => bearer('a-secret-header.a-secret-payload.a-secret-signature'),
  opaque_token: () => bearer('an-opaque-secret-token'),
  encrypted_token: () => bearer('secret-one.secret-two.secret-three.secret-four.secret-five'),
  wrong_token_type: token({}, { typ: PRIVATE }),
  unsupported_algorithm: token({}, { alg: PRIVATE }),
  unsupported_header: token({}, { b64: true }),

  unsupported_encryption: () => sealed(() => plain, { cty: PRIVATE }),
  undecryptable_token: () => sealed(() => JSON.stringify({ email: PRIVATE })),
  unencrypted_token: (world) => token({}, {}, { decryption: [opener.jwk] })(world),

  untrusted_issuer: token({ iss: 'https://a-stranger.example' }),
  unknown_key: token({}, { kid: PRIVATE }),
  ambiguous_key: token({}, { kid: 'twin' }),
  invalid_signature: ({ provider }) => {
    const key = provider.keys.get('es1')
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'es1' }
    const signed = key && signCompact({ header, payload: provider.claims(), key })
    return bearer(`${signed?.slice(0, -86)}${'A'.repeat(86)}`)
  },

  malformed_claim: token({ sub: { id: PRIVATE } }),
  missing_claim: token({ jti: undefined }),
  wrong_audience: token({ aud: `https://${PRIVATE}` }),
  token_expired: token({ exp: 1 }),
  token_not_yet_valid: token({ nbf: 4_000_000_000 }),
  token_too_old: token({ iat: 1 }, {}, { maxTokenAge: 60 }),
  id_token: token({ nonce: PRIVATE }, { typ: 'JWT' }, { tokenType: 'jwt' }),
  claims_schema: token({}, {}, { claims: z.object({ email: z.literal('someone else') }) }),

  malformed_binding: token({ cnf: { jkt: PRIVATE } }),
  unsupported_binding: token({ cnf: { kid: PRIVATE } }),
  unbound_token: token({}, {}, { binding: 'require' }),
  bound_token_as_bearer: (world) => token({ cnf: { jkt: holder.thumbprint } })(world),
  stray_proof: proven({
    claims: { cnf: undefined },
    headers: (made) => ({ authorization: `Bearer ${plain}`, dpop: made }),
  }),
  key_mismatch: (world) => proven({ key: stranger })(world),
  missing_certificate: (world) =>
    token({ cnf: { 'x5t#S256': holder.thumbprint } }, {}, { certificate: () => undefined })(world),
  certificate_mismatch: (world) =>
    token({ cnf: { 'x5t#S256': holder.thumbprint } }, {}, { certificate: () => client.der })(world),

  revoked_token: token({}, {}, { revocation: revokes(true) }),
  lifetime_too_long: token({}, {}, { revocation: { ...revokes(false), maxTokenLifetime: 60 } }),
  inactive_token: ({ provider }) => ({
    token: 'an-opaque-secret-token',
    options: { introspection: introspecting(provider) },
  }),
  contradicted_token: ({ provider }) => ({
    token: provider.token({ email: PRIVATE }).then((text) => {
      provider.introspection.answer(text, { active: true, sub: PRIVATE })
      return text
    }),
    options: { introspection: introspecting(provider, { for: 'jwt' }) },
  }),

  malformed_status: token({ status: PRIVATE }),
  unsupported_status: token({ status: { [PRIVATE]: PRIVATE } }),
  unusable_status: (world) => token({ status: statuses.claim(9_999) })(world),
  suspended_token: (world) => token({ status: statuses.claim(2) })(world),
  unaccepted_status: (world) => token({ status: statuses.claim(3) })(world),

  missing_proof: proven({ headers: () => ({ dpop: '' }) }),
  multiple_proofs: proven({ headers: (made) => ({ dpop: `${made}, ${made}` }) }),
  malformed_proof: proven({ proof: { claims: { jti: { id: PRIVATE } } } }),
  wrong_proof_type: proven({ proof: { header: { typ: PRIVATE } } }),
  unsupported_proof_algorithm: proven({ proof: { header: { alg: PRIVATE } } }),
  unusable_proof_key: proven({ proof: { header: { jwk: { kty: 'EC', crv: PRIVATE } } } }),
  invalid_proof_signature: proven({
    headers: (made) => ({ dpop: `${made.slice(0, -86)}${'A'.repeat(86)}` }),
  }),
  wrong_method: proven({ proof: { method: PRIVATE } }),
  wrong_url: proven({ proof: { url: `https://${PRIVATE}/orders` } }),
  wrong_token_hash: proven({ proof: { claims: { ath: PRIVATE } } }),
  proof_expired: proven({ proof: { claims: { iat: 1 } } }),
  proof_not_yet_valid: proven({ proof: { claims: { iat: 4_000_000_000 } } }),
  proof_replayed: proven({ options: { replay: { add: () => false } } }),
  nonce_required: proven({ options: { dpop: { nonce: { secret: 'n'.repeat(32) } } } }),
  invalid_nonce: proven({
    proof: { nonce: PRIVATE },
    options: { dpop: { nonce: { secret: 'n'.repeat(32) } } },
  }),

  step_up_required: (world) => ({ ...token({})(world), policy: acr('urn:mfa') }),
  insufficient_scope: (world) => ({ ...token({})(world), policy: scopes('admin') }),
  policy_denied: (world) => ({ ...token({})(world), policy: check(() => false) }),

  dependency_unavailable: ({ provider }) => ({
    token: provider.token({ iss: 'http://127.0.0.1:9', email: PRIVATE }),
    options: { issuer: 'http://127.0.0.1:9' },
  }),
}

let world: World
let refused: RecordedChannel<RefusedMessage>
let verified: RecordedChannel<VerifiedMessage>

let holder: ProofKey
let stranger: ProofKey
let client: TestCertificate
let plain: string
let opener: TestDecryptionKey
let statuses: TestStatusList

beforeAll(async () => {
  world = await createWorld()
  holder = await createProofKey()
  stranger = await createProofKey()
  client = await createTestCertificate()
  opener = decryptionKey('P-256')
  statuses = await createTestStatusList(world.provider, { bits: 2, clock: world.clock })
  statuses.set(2, 2)
  statuses.set(3, 3)
  plain = await world.provider.token({ email: PRIVATE })
  for (let twin = 0; twin < 5; twin++) await world.provider.addKey('ES256', { kid: 'twin' })
})
beforeEach(() => {
  refused = recordChannel(CHANNELS.refused)
  verified = recordChannel(CHANNELS.verified)
})
afterEach(() => {
  refused.close()
  verified.close()
})
afterAll(() => Promise.all([world.close(), statuses.close()]))

interface Ended {
  readonly error: AuthError
  /** All that was sent. */
  readonly sent: readonly string[]
}

const attempt = (reason: Reason): Promise<Ended> => end(attempts[reason](world))

async function end(attempted: Attempt): Promise<Ended> {
  const { request, headers, token: pending, options = {}, policy } = attempted
  const given = headers ? { headers: await headers } : withAuthorization(`Bearer ${await pending}`)
  const full = tokenRequest(request ?? given)
  const verifier = world.verifier(options)
  const run = async (): Promise<void> => {
    const context = await authenticateRequest(verifier, full)
    await authorizeRequest(context, policy ?? check(() => true))
  }
  const { authorization = '', dpop = '' } = full.headers
  const sent = [authorization, String(dpop), full.url].flatMap((part) => part.split(/[ .,=?]/))
  return { error: await refusalOf(run()), sent: [...sent.filter(isSecret), PRIVATE] }
}

/** The words around a token are not secret. */
function isSecret(part: string): boolean {
  return part.length >= 8 && part !== 'access_token'
}

/** Every text that an error can end up in a log or an answer as. */
function textsOf(error: AuthError): string {
  const causes: unknown[] = []
  for (let next: unknown = error; next instanceof Error; next = next.cause) causes.push(next)
  const texts = causes.flatMap((one) => [
    String(one),
    String((one as Error).stack),
    JSON.stringify(one),
    inspect(one, { depth: null, showHidden: true, maxStringLength: null }),
  ])
  return [...texts, JSON.stringify(error.headers)].join('\n')
}

/** The parts of what was sent, in pieces of 10 characters, that a text repeats. */
function repeated(text: string, sent: readonly string[]): readonly string[] {
  const pieces = sent.flatMap((part) =>
    Array.from({ length: Math.max(1, part.length - 9) }, (_, at) => part.slice(at, at + 10)),
  )
  return [...new Set(pieces)].filter((piece) => text.includes(piece))
}

const spoilt = (segment: string): string => `${segment.slice(0, -1)}~`

const reasons = Object.keys(attempts) as Reason[]

describe('every reason', () => {
  it.each(reasons)('%s is given for something, with the answer of the table', async (reason) => {
    const { error } = await attempt(reason)
    expect(error.reason).toBe(reason)
    const row = reason === 'dependency_unavailable' ? { status: 503 } : REFUSALS[reason]
    expect(error).toMatchObject(row)
    const challenged = 'WWW-Authenticate' in error.headers
    expect(challenged).toBe(reason !== 'dependency_unavailable')
  })

  it.each(reasons)('%s tells nothing of the token, its claims or its keys', async (reason) => {
    const { error, sent } = await attempt(reason)
    expect(repeated(textsOf(error), sent)).toEqual([])
  })

  it.each(reasons)('%s is published, without the token', async (reason) => {
    const { sent } = await attempt(reason)
    expect(refused.messages).toHaveLength(1)
    const [message] = refused.messages
    expect(message?.reason).toBe(reason)
    const text = inspect([refused.messages, verified.messages], { depth: null })
    expect(repeated(text, sent)).toEqual([])
  })
})

describe('an encrypted token', () => {
  it('tells nothing of itself, nor of what was in it, or of the key that opened it', async () => {
    const [header = '', payload = '', signature = ''] = plain.split('.')
    const insides = [
      `${header}.${payload}.${'A'.repeat(86)}`,
      `${header}.${spoilt(payload)}.${signature}`,
      `${plain}.${signature}`,
      `${plain}.${signature}.${signature}`,
      payload,
      await world.provider.token({ aud: `https://${PRIVATE}`, email: PRIVATE }),
    ]
    for (const inside of insides) {
      const { error, sent } = await end(sealed(() => inside))
      const secrets = [...sent, ...inside.split('.'), String(opener.jwk.d)].filter(isSecret)
      expect(repeated(textsOf(error), secrets)).toEqual([])
    }
  })
})

describe('a malformed token', () => {
  it('tells nothing of itself, whichever part is malformed', async () => {
    const [header = '', payload = '', signature = ''] = (
      await world.provider.token({ email: PRIVATE })
    ).split('.')
    const tokens = [
      `${spoilt(header)}.${payload}.${signature}`,
      `${header}.${spoilt(payload)}.${signature}`,
      `${header}.${payload}.${spoilt(signature)}`,
      `${header}.${payload.slice(8)}.${signature}`,
      `${header}.${header}.${signature}`,
      `${payload}.${payload}.${signature}`,
      `${header}.${payload}.${signature}.${signature}`,
    ]
    for (const malformed of tokens) {
      const { error, sent } = await end({ token: malformed })
      expect(error.status).toBe(401)
      expect(repeated(textsOf(error), sent)).toEqual([])
    }
    expect(repeated(inspect(refused.messages, { depth: null }), [...tokens, PRIVATE])).toEqual([])
  })
})

describe('who was refused', () => {
  it.each(reasons)('is said with %s only if the token had been verified', async (reason) => {
    const { error } = await attempt(reason)
    const message = (error.cause as Error | undefined)?.message
    // A detail that only says the reason again is left out.
    const detail = message === reason ? undefined : message
    expect(refused.messages).toMatchObject([{ reason, status: error.status, detail }])
    const { issuer } = world.provider
    const [subject, scheme] = [reason === 'malformed_claim' ? undefined : 'u1', expect.any(String)]
    const identity = expect.objectContaining({ issuer, subject, clientId: 'c1', scheme })
    expect(refused.messages[0]?.identity).toEqual(ATTRIBUTED[reason] ? identity : undefined)
  })
})

describe('all faults of a token', () => {
  it('have one answer, byte for byte, for each scheme', async () => {
    const faults = reasons.filter(
      (reason) => reason !== 'dependency_unavailable' && REFUSALS[reason].code === 'invalid_token',
    )
    const answers = new Set<string>()
    for (const reason of faults) {
      const { status, headers, message } = (await attempt(reason)).error
      answers.add(JSON.stringify({ status, headers, message }))
    }
    expect(faults.length).toBeGreaterThan(15)
    expect(answers.size).toBe(2)
  })
})
