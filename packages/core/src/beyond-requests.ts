import { isDeepStrictEqual } from 'node:util'
import type { Authentication } from './authentication.js'
import { readAuthorization } from './credentials/authorization-header.js'
import { NO_HEADERS } from './no-headers.js'
import { SEVERAL } from './credentials/judged-lines.js'
import { isToken68 } from './credentials/read-credentials.js'
import { ConfigError } from './errors.js'
import type { PipelineParts } from './pipeline.js'
import { Refused } from './refused.js'
import { provenanceOf } from './token/provenance.js'
import { toAuthentication } from './token/to-authentication.js'
import type { Verifier } from './verifier-types.js'

/** What a verifier can do for connections and messages: they last longer than a request, or are none. */
export interface BeyondRequests {
  /** Rejects with an AuthError. */
  recheck(auth: Authentication<unknown>): Promise<Authentication<unknown>>
  /** Seconds; negative ones are over. */
  secondsLeft(auth: Authentication<unknown>): number
  /** The one bearer token of what a message has for `Authorization`; rejects with an AuthError. */
  readToken(authorization: readonly unknown[]): Promise<string>
}

/** Shared by two copies of this package in one process. */
const BEYOND: unique symbol = Symbol.for('countersign.beyond-requests') as never

interface Beyond {
  [BEYOND]?: BeyondRequests
}

/** Gives a verifier what {@link beyondRequestsOf} finds. */
export function withBeyondRequests<V extends object>(verifier: V, beyond: BeyondRequests): V {
  return Object.assign(verifier, { [BEYOND]: beyond } satisfies Beyond)
}

/** Throws a ConfigError for what does not come from `createVerifier()`. */
export function beyondRequestsOf(verifier: Verifier<unknown>): BeyondRequests {
  const { [BEYOND]: beyond } = verifier as Beyond
  if (beyond) return beyond
  throw new ConfigError('verifier', 'must be what createVerifier() returned, or a copy of it')
}

/** What these need. */
type Parts = Pick<PipelineParts, 'tokens' | 'withdrawal' | 'report'> & {
  /** Seconds since the epoch. */
  readonly now: () => number
}

export function beyondRequests({ tokens, withdrawal, report, now }: Parts): BeyondRequests {
  return {
    async recheck(auth) {
      const begun = report.begin()
      // Nobody but a verifier may say what was proven.
      provenanceOf(auth)
      const { token, scheme, binding } = auth
      const verifying = settled(() => tokens.verify(token))
      try {
        const verified = await verifying
        // That of an opaque token is what its issuer says of it now.
        if (!isDeepStrictEqual(verified.confirmation, binding)) {
          throw new Refused('contradicted_token', 'cnf')
        }
        await withdrawal?.(verified, token)
        return toAuthentication(verified, { token, scheme }, binding, NO_HEADERS)
      } catch (thrown) {
        const known = await verifying.catch(() => undefined)
        throw await report.refused(thrown, scheme, known, begun)
      }
    },

    secondsLeft: (auth) => provenanceOf(auth).until - now(),

    async readToken(authorization) {
      try {
        return bearerToken(authorization)
      } catch (thrown) {
        throw await report.refused(thrown, undefined, undefined, undefined)
      }
    },
  }
}

async function settled<T>(ask: () => T | Promise<T>): Promise<T> {
  return ask()
}

/** Of the grammar of the header. There is no proof of anything, so nothing but `Bearer` is of use. */
function bearerToken(authorization: readonly unknown[]): string {
  const values = authorization.filter((value) => typeof value === 'string')
  if (values.length < authorization.length) throw new Refused('malformed_credentials')
  const shown = readAuthorization(values.length > 1 ? SEVERAL : values[0], ['Bearer'])
  if (!shown) throw new Refused('missing_credentials')
  if (!isToken68(shown.token)) throw new Refused('malformed_credentials')
  return shown.token
}
