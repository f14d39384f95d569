import { createProofKey, proof, type ProofKey, type ProofOptions } from '@countersign/testing'
import type { TokenRequest } from '../../src/index.js'
import { tokenRequest } from './token-request.js'
import { createWorld, type World } from './world.js'

/** A world in which somebody holds a key, and tokens that are bound to it. */
export interface ProvenWorld extends World {
  readonly holder: ProofKey
  /** A token that is bound to the key of the holder. */
  token(claims?: Record<string, unknown>): Promise<string>
  /** A good proof for `GET https://rs.example/orders` with a token, with changes. */
  proof(token: string, changes?: Partial<ProofOptions>, key?: ProofKey): string
  /** `GET /orders` with a token and a proof. */
  request(token: string, made: string, changes?: Partial<TokenRequest>): TokenRequest
}

export async function createProvenWorld(): Promise<ProvenWorld> {
  const world = await createWorld()
  const holder = await createProofKey()
  const url = 'https://rs.example/orders'
  return {
    ...world,
    holder,
    token: (claims = {}) => world.provider.token({ cnf: { jkt: holder.thumbprint }, ...claims }),
    proof: (token, changes = {}, key = holder) =>
      proof(key, { url, token, clock: world.clock, ...changes }),
    request: (token, made, changes = {}) =>
      tokenRequest({ headers: { authorization: `DPoP ${token}`, dpop: made }, ...changes }),
  }
}
