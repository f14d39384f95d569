import type {
  Challenge,
  TestCertificate,
  TestClock,
  TestIdentityProvider,
  TestIdentityProviderOptions,
  TestStatusList,
  TestStatusListOptions,
} from '../index.js'
import type { ContractRoute } from './application.js'
import type { CoreUnderTest, VerifierUnderTest } from './core-under-test.js'

/** What a case is given: the core, a provider, a clock, and servers built by the adapter. */
export interface World {
  readonly core: CoreUnderTest
  /** Publishes `es1` (ES256), `rs1` (RS256) and `ed1` (Ed25519). Leave its keys as you found them. */
  readonly idp: TestIdentityProvider
  /** The time of the provider and of every verifier. May only go forward. */
  readonly clock: TestClock
  readonly audience: string
  /** A running server; servers of one setup key are the same. Without a setup: the default one. */
  readonly server: (setup?: ServerSetup) => Promise<Server>
  /** Another provider, on the same clock, for a case that edits it. Closed with the world. */
  readonly provider: (options?: TestIdentityProviderOptions) => Promise<TestIdentityProvider>
  /** A status list on the same clock, signed by the provider or another one. Closed with the world. */
  readonly statusList: (
    options?: TestStatusListOptions,
    signer?: TestIdentityProvider,
  ) => Promise<TestStatusList>
}

export interface ServerSetup {
  /** Equal keys share a server. */
  readonly key: string
  /** Merged over the default verifier options; a member that is `undefined` removes the default. */
  readonly options?: VerifierSetup | ((world: World) => VerifierSetup)
  /** Default: {@link fixtureRoutes}. */
  readonly routes?: (core: CoreUnderTest) => readonly ContractRoute[]
  readonly mountPath?: string
  readonly trustProxy?: boolean
  /** Serves over TLS, and asks clients for certificates. */
  readonly tls?: boolean
}

type VerifierSetup = Readonly<Record<string, unknown>>

export interface Server {
  /** Origin, without a trailing slash. */
  readonly url: string
  readonly verifier: VerifierUnderTest
  /** GET with `Authorization: Bearer <token>`, or without credentials. */
  readonly get: (path: string, token?: string, headers?: readonly HeaderPair[]) => Promise<Answer>
  /** A request over a raw socket: duplicates, odd bytes and odd targets arrive as given. */
  readonly request: (init: ContractRequest) => Promise<Answer>
}

export type HeaderPair = readonly [string, string | Uint8Array]

export interface ContractRequest {
  /** Default GET. */
  readonly method?: string
  /** Default `/r`. */
  readonly path?: string
  /** Short for an `Authorization: Bearer` line, in front of `headers`. */
  readonly token?: string
  readonly headers?: readonly HeaderPair[]
  readonly body?: string | Uint8Array
  /** The request-target as sent, where it is not the path. */
  readonly target?: string
  /** The `Host` line; `false` sends none. */
  readonly host?: string | false
  /** Presented to a server that asks for one. Default: none. */
  readonly certificate?: TestCertificate
  /** The case is about an outage: without this, an answer of 500 or more fails it. */
  readonly outage?: true
}

export interface Answer {
  readonly method: string
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string[]>>
  readonly body: string
  /** `WWW-Authenticate`, strictly parsed. */
  readonly challenges: readonly Challenge[]
  /** How the same server answers `Bearer abc`: what every invalid token must look like. */
  readonly reference: Answer | undefined
  /** The same for `DPoP abc`. */
  readonly dpopReference: Answer | undefined
}
