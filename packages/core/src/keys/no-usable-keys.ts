import type { SkippedKey } from './key-set.js'

/** The answer was in order, but for having no key that we can use. */
export class NoUsableKeys extends Error {
  readonly skipped: readonly SkippedKey[]

  constructor(skipped: readonly SkippedKey[]) {
    super('the JWK Set holds no usable key')
    this.skipped = skipped
  }
}
