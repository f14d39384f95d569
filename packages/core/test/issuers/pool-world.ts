import { createTestClock } from '@countersign/testing'
import { resolveIssuer, type IssuerProfile } from '../../src/config/resolve-issuer.js'
import { IssuerPool } from '../../src/issuers/issuer-pool.js'
import type { IssuerOptions } from '../../src/options.js'
import { FakeKeySource } from './fake-key-source.js'

export const nameOf = (n: number | string): string => `https://${n}.example`
export const profileOf = (n: number | string, own: Partial<IssuerOptions> = {}): IssuerProfile =>
  resolveIssuer({ issuer: nameOf(n), ...own }, { audiences: ['urn:rs'] }, 'issuer()')

/** A pool with room for 10 known issuers and 100 newcomers, unless told otherwise. */
export class PoolWorld {
  readonly clock = createTestClock()
  /** Every source that was made. */
  readonly made: FakeKeySource[] = []
  readonly pool: IssuerPool

  constructor(limit = 10) {
    const keySource = ({ issuer }: IssuerProfile): FakeKeySource => {
      const source = new FakeKeySource(issuer)
      this.made.push(source)
      return source
    }
    this.pool = new IssuerPool({ limit, idleAfter: 3_600, clock: this.clock, keySource })
  }

  hold(n: number | string, own?: Partial<IssuerOptions>): FakeKeySource {
    return this.pool.hold(profileOf(n, own)).keys as FakeKeySource
  }

  /** Holds issuers of which a token is verified at once. */
  know(...names: readonly (number | string)[]): readonly FakeKeySource[] {
    return names.map((name) => {
      const issuer = this.pool.hold(profileOf(name))
      const keys = issuer.keys as FakeKeySource
      keys.arrive()
      this.pool.confirm(issuer)
      return keys
    })
  }

  get held(): readonly string[] {
    return this.pool.issuers().map(({ profile }) => profile.issuer)
  }
}

export const range = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, n) => n)
export const names = (...some: readonly (number | string)[]): readonly string[] => some.map(nameOf)
