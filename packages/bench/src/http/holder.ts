import { createProofKey, proof, type TestIdentityProvider } from '@countersign/testing'
import type { Attempts } from './assert-guarded.js'
import { requestFor } from './requests.js'
import { ORDERS } from './routes.js'

/** A client with one token, and the key that it is bound to. */
export interface Holder extends Attempts {
  /** Requests with a proof each, which are made now: a proof does not stay good for long. */
  requests(count: number): readonly Buffer[]
}

/** What clients call every server, whatever its port: so the same proofs are right for all of them. */
export const ORIGIN = 'http://localhost'

/** Seconds. Long enough for every round. */
const TOKEN_LIFETIME = 3600

export async function createHolder(provider: TestIdentityProvider): Promise<Holder> {
  const key = await createProofKey()
  const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFETIME
  const token = await provider.token({ exp, cnf: { jkt: key.thumbprint } })
  const headers = { host: new URL(ORIGIN).host, authorization: `DPoP ${token}` }
  const proven = (path = ORDERS.path): Buffer =>
    requestFor(ORDERS, { ...headers, dpop: proof(key, { url: ORIGIN + path, token }) })
  return {
    requests: (count) => Array.from({ length: count }, () => proven()),
    good: () => proven(),
    bad: {
      'no proof': requestFor(ORDERS, headers),
      'a proof for something else': proven('/elsewhere'),
    },
  }
}
