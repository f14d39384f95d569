import type { JWK } from 'jose'
import type { SigningKey } from '../signing-key.js'
import type { KeyRing, KeyRingStatus, RotateOptions, Rotation } from './key-ring.js'
import type { PublicKey } from './public-key.js'
import { keptKeys } from './ring.js'
import { ringStatus } from './ring-status.js'
import type { SharedRing } from './shared-ring.js'

/** A shared ring of keys that sign: all of them are published. */
export class SigningKeyRing implements KeyRing {
  readonly tokenLifetime: number
  readonly #ring: SharedRing<SigningKey, PublicKey>
  readonly #now: () => number

  constructor(
    ring: SharedRing<SigningKey, PublicKey>,
    { tokenLifetime, now }: { readonly tokenLifetime: number; readonly now: () => number },
  ) {
    this.#ring = ring
    this.#now = now
    this.tokenLifetime = tokenLifetime
  }

  async ready(): Promise<void> {
    await this.#ring.ready()
  }

  signingKey(): SigningKey {
    return this.#ring.usable().current
  }

  publicKeys(): readonly JWK[] {
    return keptKeys(this.#ring.usable(), this.#now()).map(({ publicJwk }) => ({ ...publicJwk }))
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

  status(): KeyRingStatus {
    const { known, asOf, lastError } = this.#ring
    return ringStatus(known, asOf, this.#now(), lastError)
  }

  close(): void {
    this.#ring.close()
  }
}
