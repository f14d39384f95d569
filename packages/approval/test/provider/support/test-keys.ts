import {
  generateSigningKey,
  type KeySource,
  type SigningAlgorithm,
  type SigningKey,
} from '@countersign/issuer'
import type { JWK } from 'jose'

/** Keys that take turns when a test says so, and may be gone. */
export class TestKeys implements KeySource {
  #keys: SigningKey[]
  isGone = false

  private constructor(keys: SigningKey[]) {
    this.#keys = keys
  }

  static async make(algorithm: SigningAlgorithm = 'ES256'): Promise<TestKeys> {
    return new TestKeys([await generateSigningKey(algorithm)])
  }

  async ready(): Promise<void> {
    if (this.isGone) throw new Error('no key may be used now')
  }

  signingKey(): SigningKey {
    const [key] = this.#keys
    if (!key || this.isGone) throw new Error('no key may be used now')
    return key
  }

  publicKeys(): readonly JWK[] {
    // The one that signs is not the first: nobody may rely on that.
    return this.#keys.map(({ publicJwk }) => publicJwk).toReversed()
  }

  async rotate(algorithm: SigningAlgorithm = 'ES256'): Promise<void> {
    this.#keys = [await generateSigningKey(algorithm), ...this.#keys]
  }
}
