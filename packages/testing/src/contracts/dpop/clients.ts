import { createDpopSubject } from '../../attacks/dpop/create-dpop-subject.js'
import type { DpopSubject } from '../../attacks/dpop/dpop-attack.js'
import { createProofKey, type ProofKey, type ProofOptions } from '../../index.js'
import { oncePerWorld } from '../attacks/once-per-world.js'
import { subjectIn } from '../attacks/subject-in.js'
import type { ContractRequest, World } from '../world.js'

/** A client that holds a key, and a token that is bound to it; its proofs are for `GET /r`. */
export interface DpopClient extends DpopSubject {
  /** A request with the token and these lines of proof. */
  readonly send: (proofs: string | readonly string[], init?: ContractRequest) => ContractRequest
  /** A request with a good proof for its own method and path; `changes` are to the proof. */
  readonly request: (init?: ContractRequest, changes?: Partial<ProofOptions>) => ContractRequest
}

interface ClientOptions {
  /** Default: one key for all clients of the world. */
  readonly key?: ProofKey
  /** Claims of the token, beside the `cnf` that binds it. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The token, where it is no good one that is bound to the key. */
  readonly token?: string
}

/** The key of clients that need no other. */
export const holderOf: (world: World) => Promise<ProofKey> = oncePerWorld(() => createProofKey())

/** The key of somebody else. */
export const strangerOf: (world: World) => Promise<ProofKey> = oncePerWorld(() => createProofKey())

export async function createClient(world: World, options: ClientOptions = {}): Promise<DpopClient> {
  const key = options.key ?? (await holderOf(world))
  const bound = { cnf: { jkt: key.thumbprint }, ...options.claims }
  const token = options.token ?? (await world.idp.token(bound))

  const url = `${world.audience}/r`
  const client = createDpopSubject({ subject: subjectIn(world), key, url, token })
  const send = (proofs: string | readonly string[], init: ContractRequest = {}): ContractRequest =>
    withProofs(token, proofs, init)
  return {
    ...client,
    send,
    request(init = {}, changes = {}) {
      const { path = '/r', method = 'GET' } = init
      return send(client.proof({ url: world.audience + path, method, ...changes }), init)
    },
  }
}

/** `Authorization: DPoP`, the lines of proof, and whatever other headers there are. */
function withProofs(
  token: string,
  proofs: string | readonly string[],
  init: ContractRequest = {},
): ContractRequest {
  const lines = [proofs].flat().map((line) => ['DPoP', line] as const)
  const headers = [['Authorization', `DPoP ${token}`] as const, ...lines, ...(init.headers ?? [])]
  return { ...init, headers }
}
