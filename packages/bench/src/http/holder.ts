import type { OutgoingHttpHeaders } from 'node:http'
import { createProofKey, proof, type TestIdentityProvider } from '@countersign/testing'
import { ORIGIN, PATH } from './orders.js'

/** A client with one token, and the key that it is bound to. */
export interface Holder {
  /** Of a request with a proof that is made now; for another path, if one is given. */
  headers(path?: string): OutgoingHttpHeaders
  headersWithoutProof(): OutgoingHttpHeaders
}

/** Long enough for every round. */
const TOKEN_LIFETIME = 3600

export async function createHolder(provider: TestIdentityProvider): Promise<Holder> {
  const key = await createProofKey()
  const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFETIME
  const token = await provider.token({ exp, cnf: { jkt: key.thumbprint } })
  const { host } = new URL(ORIGIN)
  const headersWithoutProof = (): OutgoingHttpHeaders => ({ host, authorization: `DPoP ${token}` })
  return {
    headers: (path = PATH) => ({
      ...headersWithoutProof(),
      dpop: proof(key, { url: ORIGIN + path, token }),
    }),
    headersWithoutProof,
  }
}
