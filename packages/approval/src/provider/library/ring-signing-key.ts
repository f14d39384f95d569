import { constants, createPublicKey, sign, type KeyObject } from 'node:crypto'
import type { SigningAlgorithm, SigningKey } from '@countersign/issuer'
import type { JWK } from 'jose'
import { ExternalSigningKey } from 'oidc-provider'

/** How `node:crypto` makes the signature of a JWS algorithm (RFC 7518 §3, RFC 8037 §3.1). */
interface Making {
  readonly hash: string | null
  readonly options: object
}

const PKCS1 = { padding: constants.RSA_PKCS1_PADDING }
const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}
const RAW = { dsaEncoding: 'ieee-p1363' }

const MAKINGS: Readonly<Record<SigningAlgorithm, Making>> = {
  RS256: { hash: 'sha256', options: PKCS1 },
  RS384: { hash: 'sha384', options: PKCS1 },
  RS512: { hash: 'sha512', options: PKCS1 },
  PS256: { hash: 'sha256', options: PSS },
  PS384: { hash: 'sha384', options: PSS },
  PS512: { hash: 'sha512', options: PSS },
  ES256: { hash: 'sha256', options: RAW },
  ES384: { hash: 'sha384', options: RAW },
  ES512: { hash: 'sha512', options: RAW },
  EdDSA: { hash: null, options: {} },
  Ed25519: { hash: null, options: {} },
}

export const SIGNING_ALGORITHMS = Object.keys(MAKINGS) as SigningAlgorithm[]

/** A key of the ring as the library knows it. The private half is used here, and shown to nobody. */
export class RingSigningKey extends ExternalSigningKey {
  readonly #kid: string
  readonly #alg: string
  readonly #publicKey: KeyObject
  readonly #signing: SigningKey | undefined

  /** Without `signing` it checks signatures alone. */
  constructor(publicJwk: JWK, signing?: SigningKey) {
    super()
    const { kid, alg } = publicJwk
    if (kid === undefined || alg === undefined) throw new TypeError('a key has no kid, or no alg')
    this.#kid = kid
    this.#alg = alg
    this.#publicKey = createPublicKey({ key: publicJwk, format: 'jwk' })
    this.#signing = signing
  }

  override get kid(): string {
    return this.#kid
  }

  override get alg(): string {
    return this.#alg
  }

  override keyObject(): KeyObject {
    return this.#publicKey
  }

  override async sign(data: Uint8Array): Promise<Buffer> {
    if (!this.#signing) throw new Error('this key signs no more')
    const { algorithm, privateKey } = this.#signing
    const { hash, options } = MAKINGS[algorithm]
    return new Promise((resolve, reject) => {
      sign(hash, data, { key: privateKey, ...options }, (error, signature) => {
        if (error) reject(error)
        else resolve(signature)
      })
    })
  }
}
