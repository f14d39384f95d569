import type { JSONWebKeySet, JWK } from 'jose'
import type { RotateOptions, Rotation } from '../keys/key-ring.js'
import { keptKeys } from '../keys/ring.js'
import type { SharedRing } from '../keys/shared-ring.js'
import type { EncryptionKey } from './encryption-key.js'
import type { EncryptionKeyRing, EncryptionKeyRingStatus } from './encryption-key-ring.js'
import { encryptionRingStatus } from './encryption-ring-status.js'

/** A shared ring of keys that decrypt: the current one is published. */
export class DecryptingKeyRing implements EncryptionKeyRing {
  readonly required: boolean
  readonly #ring: SharedRing<EncryptionKey, EncryptionKey>
  readonly #now: () => number

  constructor(
    ring: SharedRing<EncryptionKey, EncryptionKey>,
    { required, now }: { readonly required: boolean; readonly now: () => number },
  ) {
    this.#ring = ring
    this.#now = now
    this.required = required
  }

  async ready(): Promise<void> {
    await this.#ring.ready()
  }

  keys(): readonly JWK[] | Promise<readonly JWK[]> {
    if (this.#ring.isUsable) return this.#privateKeys()
    return this.ready().then(() => this.#privateKeys())
  }

  publicKeys(): readonly JWK[] {
    return [{ ...this.#ring.usable().current.publicJwk }]
  }

  jwks(): JSONWebKeySet {
    return { keys: [...this.publicKeys()] }
  }

  async rotate(options?: RotateOptions): Promise<Rotation> {
    return this.#ring.rotate(options)
  }

  async revoke(): Promise<void> {
    await this.#ring.revoke()
  }

  async refresh(): Promise<void> {
    await this.#ring.refresh()
  }

  status(): EncryptionKeyRingStatus {
    const { known, asOf, lastError } = this.#ring
    return encryptionRingStatus(known, asOf, this.#now(), lastError)
  }

  close(): void {
    this.#ring.close()
  }

  #privateKeys(): readonly JWK[] {
    return keptKeys(this.#ring.usable(), this.#now()).map(({ privateJwk }) => privateJwk)
  }
}
