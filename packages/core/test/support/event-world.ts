import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import type { Revocation, RevocationList } from '../../src/index.js'

const RECEIVER = 'https://rs.example/events'

/** A list that keeps what it is told, unless it is told to fail. */
interface RecordingList extends Pick<RevocationList, 'revoke'> {
  readonly revoked: Revocation[]
  failure: Error | undefined
}

/** A provider that sends events, and a list that they end up in. */
export interface EventWorld {
  readonly clock: TestClock
  readonly provider: TestIdentityProvider
  readonly list: RecordingList
  /** What every receiver here is made of. */
  readonly options: {
    readonly issuer: string
    readonly audience: string
    readonly list: RecordingList
    readonly clock: TestClock
  }
  /** A token of this type, with claims beside `iss`, `aud`, `iat` and `jti`; `undefined` removes. */
  signed(typ: unknown, claims: Record<string, unknown>, key?: string): string
  close(): Promise<void>
}

export async function createEventWorld(): Promise<EventWorld> {
  const clock = createTestClock()
  const provider = await createTestIdentityProvider({ clock, algorithms: ['ES256', 'RS256'] })
  const { issuer } = provider
  const list: RecordingList = {
    revoked: [],
    failure: undefined,
    revoke(revocation) {
      if (list.failure) throw list.failure
      list.revoked.push(revocation)
    },
  }
  return {
    clock,
    provider,
    list,
    options: { issuer, audience: RECEIVER, list, clock },
    signed(typ, claims, key = 'es1') {
      const common = { iss: issuer, aud: RECEIVER, iat: clock.now(), jti: 'event-1' }
      const payload = JSON.stringify({ ...common, ...claims })
      return provider.sign({ header: { typ }, payload, key })
    },
    close: () => provider.close(),
  }
}
