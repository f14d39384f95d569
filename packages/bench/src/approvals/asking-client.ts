import { randomUUID } from 'node:crypto'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import { createProofKey, proof, signCompact, type ProofKey } from '@countersign/testing'
import { RESOURCE } from './resource.js'

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const GRANT = 'urn:openid:params:grant-type:ciba'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A client that asks owners, and polls. */
export class AskingClient {
  readonly clientId: string
  readonly #key: SigningKey
  readonly #proofKey: ProofKey

  private constructor(clientId: string, key: SigningKey, proofKey: ProofKey) {
    this.clientId = clientId
    this.#key = key
    this.#proofKey = proofKey
  }

  static async named(clientId: string): Promise<AskingClient> {
    return new AskingClient(clientId, await generateSigningKey(), await createProofKey())
  }

  get publicJwk(): SigningKey['publicJwk'] {
    return this.#key.publicJwk
  }

  /** Asks somebody, and polls once; both have to come to what they come to while nobody has answered. */
  async askAndPoll(issuer: string, subject: string): Promise<void> {
    const { status, body } = await this.#post(issuer, '/backchannel', {
      scope: 'openid orders:read orders:write',
      resource: RESOURCE,
      login_hint: subject,
      binding_message: 'Order 4711',
    })
    if (status !== 200) throw new Error(`a question is answered with ${status}`)
    const { error } = await this.poll(issuer, String(body['auth_req_id']))
    if (error !== 'authorization_pending') throw new Error(`a poll is answered: ${String(error)}`)
  }

  async poll(issuer: string, authReqId: string): Promise<Answer['body']> {
    const form = { grant_type: GRANT, auth_req_id: authReqId }
    return (await this.#post(issuer, '/token', form)).body
  }

  async #post(issuer: string, path: string, form: Record<string, string>): Promise<Answer> {
    const credentials = {
      client_assertion_type: ASSERTION,
      client_assertion: this.#assertion(issuer),
    }
    const response = await fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { dpop: proof(this.#proofKey, { url: `${issuer}${path}`, method: 'POST' }) },
      body: new URLSearchParams({ ...form, ...credentials }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }

  #assertion(aud: string): string {
    const { clientId } = this
    const now = Math.floor(Date.now() / 1000)
    const { kid, algorithm, privateKey } = this.#key
    return signCompact({
      header: { alg: algorithm, kid },
      payload: { iss: clientId, sub: clientId, aud, jti: randomUUID(), iat: now, exp: now + 60 },
      key: privateKey,
      algorithm,
    })
  }
}
