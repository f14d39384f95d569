import { randomUUID } from 'node:crypto'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import { createProofKey, proof, type ProofKey } from '@countersign/testing'
import { SignJWT, type JWTPayload } from 'jose'
import type { ApprovalClient } from '../../../src/index.js'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba'

/** What an endpoint answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

type Sent = Readonly<Record<string, string>>

export type Params = Readonly<Record<string, string | undefined>>

/** A client that speaks the protocol by hand: what libraries would never send, it can. */
export class TestClient {
  readonly registration: ApprovalClient
  readonly key: SigningKey
  readonly proofKey: ProofKey
  readonly #issuer: string

  private constructor(
    issuer: string,
    registration: ApprovalClient,
    key: SigningKey,
    proofKey: ProofKey,
  ) {
    this.#issuer = issuer
    this.registration = registration
    this.key = key
    this.proofKey = proofKey
  }

  static async make(issuer: string, changes: Partial<ApprovalClient> = {}): Promise<TestClient> {
    const key = await generateSigningKey('ES256')
    const registration: ApprovalClient = {
      clientId: 'app',
      name: 'App',
      scopes: ['orders:read', 'orders:write'],
      authentication: { method: 'private_key_jwt', keys: { keys: [key.publicJwk] } },
      ...changes,
    }
    return new TestClient(issuer, registration, key, await createProofKey())
  }

  /** An assertion that is good, with changes; `undefined` takes a claim away. */
  async assertion(changes: object = {}, header: object = {}): Promise<string> {
    const { clientId } = this.registration
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: clientId, sub: clientId, aud: this.#issuer, jti: randomUUID() }
    return this.sign({ ...claims, iat: now, exp: now + 60, ...changes }, header)
  }

  async sign(claims: JWTPayload, header: object = {}): Promise<string> {
    const jwt = new SignJWT(claims)
    jwt.setProtectedHeader({ alg: 'ES256', kid: this.key.kid, ...header })
    return jwt.sign(this.key.privateKey)
  }

  async credentials(): Promise<Params> {
    return { client_assertion_type: ASSERTION_TYPE, client_assertion: await this.assertion() }
  }

  /** Asks for orders of alice, with changes. */
  async ask(changes: Params = {}): Promise<Answer> {
    return this.post('/backchannel', {
      ...(await this.credentials()),
      scope: 'openid orders:read',
      resource: 'https://orders.example.com',
      login_hint: 'alice',
      ...changes,
    })
  }

  async poll(authReqId: unknown, changes: Params = {}, headers?: Sent): Promise<Answer> {
    return this.post(
      '/token',
      {
        ...(await this.credentials()),
        grant_type: CIBA_GRANT,
        auth_req_id: String(authReqId),
        ...changes,
      },
      headers ?? this.proof(),
    )
  }

  async refresh(token: unknown, changes: Params = {}, headers?: Sent): Promise<Answer> {
    return this.post(
      '/token',
      {
        ...(await this.credentials()),
        grant_type: 'refresh_token',
        refresh_token: String(token),
        ...changes,
      },
      headers ?? this.proof(),
    )
  }

  proof(changes: Partial<Parameters<typeof proof>[1]> = {}): { DPoP: string } {
    return {
      DPoP: proof(this.proofKey, { url: `${this.#issuer}/token`, method: 'POST', ...changes }),
    }
  }

  async post(path: string, params: Params, headers: Sent = {}): Promise<Answer> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined) body.append(name, value)
    }
    return answerOf(await fetch(`${this.#issuer}${path}`, { method: 'POST', body, headers }))
  }
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const { status, headers } = response
  const isJson = headers.get('content-type') === 'application/json'
  return { status, headers, text, json: isJson ? (JSON.parse(text) as Answer['json']) : {} }
}
