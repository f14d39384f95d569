import type { TestIdentityProvider } from '@countersign/testing'
import type { KeySubjectOptions } from '@countersign/testing/attacks'
import type { Lookup } from './target/resolve-target.js'

/** What {@link probe} attacks, and with what. Exactly one of `token`, `signing` and `provider` is given. */
export interface ProbeOptions {
  /** Of a route that wants a token. */
  readonly url: string | URL
  /** A good token: a compact JWT that the route answers with 2xx. It has to stay good while the probe runs. */
  readonly token?: string
  /**
   * Beside `token`: where the server takes its public keys from. A set, or the URL of one. Default: what the metadata
   * of the token's issuer says if that is a loopback address; of any other issuer nothing is fetched unasked.
   */
  readonly jwks?: { readonly keys: readonly unknown[] } | string | URL
  /** The signing key of a test issuer that the server trusts, and what its good tokens look like. */
  readonly signing?: Omit<KeySubjectOptions, 'collectorUrl' | 'now'>
  /** A test identity provider that the server trusts. Each of its keys is tried until the server takes one. */
  readonly provider?: Pick<TestIdentityProvider, 'issuer' | 'keys' | 'jwks' | 'claims'>
  /** Beside `provider`: changes to the claims of good tokens, such as `tenant` or `scope`. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Default GET, or POST where there is a body. Anything else than GET is done once for each token that is taken. */
  readonly method?: string
  /** Of every request by that method, at most 1 MB. What it is, `Content-Type` among `headers` says. Default: none. */
  readonly body?: string
  /** Sent with every request. `Authorization` and `DPoP` are what is probed, and cannot be given. */
  readonly headers?: Readonly<Record<string, string>>
  /** Where clients think that they send requests, if that is elsewhere: what DPoP proofs name. */
  readonly publicUrl?: string | URL
  /**
   * Sends forged tokens to a host that is not this machine. Only ever to one of your own.
   * Default: false, every address of the host has to be loopback.
   */
  readonly iOwnThisHost?: boolean
  /** Certificates to trust, PEM. Default: those of Node; on loopback, any. */
  readonly ca?: string
  /** Seconds for one request, above 0 to 60, default 5. */
  readonly timeout?: number
  /** Requests at once, 1 to 64, default 8. */
  readonly concurrency?: number
  /** Seconds for everything, above 0 to 3600, default 120. What is not done by then was not run. */
  readonly deadline?: number
  /** Seconds to wait until the server takes a good token, 0 to 600, default 0. */
  readonly patience?: number
  /** Families of attacks to run, as the report names them. Default: all. */
  readonly families?: readonly string[]
  /** Also tokens that ended a second ago, which a server with a tolerance for clocks takes with reason. Default false. */
  readonly strictTimes?: boolean
  /** Ends it: what was found so far is reported, and the rest not run. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ProbeProgress) => void
  /** Addresses of a name. Default: the system's. */
  readonly lookup?: Lookup
}

/** How far it is. */
export interface ProbeProgress {
  /** What is being done, in a few words. */
  readonly doing: string
  readonly attack: number
  readonly attacks: number
  readonly requests: number
}

/** Options with what was left out. */
export interface Settings {
  readonly method: string
  readonly body: string | undefined
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly timeout: number
  readonly concurrency: number
  readonly deadline: number
  readonly patience: number
  readonly ca: string | undefined
}

const LONGEST_BODY = 1_000_000
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const VALUE = /^[\t\x20-\x7E\x80-\xFF]*$/
const OURS = new Set([
  'authorization',
  'dpop',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/** @throws TypeError that names the option that is wrong. */
export function settingsOf(options: ProbeOptions): Settings {
  const { body, headers = {} } = options
  const { method = body === undefined ? 'GET' : 'POST' } = options
  const given = [options.token, options.signing, options.provider].filter((way) => way)
  if (given.length !== 1) {
    throw new TypeError('Exactly one of "token", "signing" and "provider" must be given')
  }
  if (!TOKEN.test(method) || method === 'CONNECT') {
    throw new TypeError('"method" must be an HTTP method')
  }
  if (body !== undefined && (typeof body !== 'string' || body.length > LONGEST_BODY)) {
    throw new TypeError(`"body" must be a string of at most ${LONGEST_BODY} characters`)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name) || !VALUE.test(value)) {
      throw new TypeError('"headers" must be names and values of HTTP headers')
    }
    if (OURS.has(name.toLowerCase())) throw new TypeError(`"headers" must not have ${name}`)
  }
  return {
    method,
    body,
    headers: Object.entries(headers),
    timeout: within('timeout', options.timeout ?? 5, { most: 60 }),
    concurrency: within('concurrency', options.concurrency ?? 8, { least: 1, most: 64 }),
    deadline: within('deadline', options.deadline ?? 120, { most: 3600 }),
    patience: within('patience', options.patience ?? 0, { least: 0, most: 600 }),
    ca: options.ca,
  }
}

/** Without a least value it has to be above 0. */
function within(
  name: string,
  value: number,
  { least, most }: { readonly least?: number; readonly most: number },
): number {
  const enough = least === undefined ? value > 0 : value >= least
  // Not a number fails both.
  if (enough && value <= most) return value
  throw new TypeError(`"${name}" must be a number from ${least ?? 'above 0'} to ${most}`)
}
