import { createClient } from './dpop/clients.js'
import type { Scheme } from './well-formed.js'
import type { ContractRequest, World } from './world.js'

/** A request that the default server refuses, and how. */
export interface RefusedRequest {
  readonly request: ContractRequest
  readonly status: 400 | 401 | 403
  readonly error: string | undefined
  /** Whose challenge tells the error. */
  readonly scheme: Scheme
  /** Whether the request carried a token in a place where tokens are looked for. */
  readonly carriesToken: boolean
}

/** One request for every way in which the default server refuses, for rows about all answers. */
export async function refusedRequests(world: World): Promise<readonly RefusedRequest[]> {
  return [...(await bearerRequests(world)), ...(await dpopRequests(world))]
}

async function bearerRequests({ idp, clock }: World): Promise<readonly RefusedRequest[]> {
  const good = await idp.token()
  const expired = await idp.token({ exp: clock.now() - 600, iat: clock.now() - 900 })
  const foreign = await idp.token({ aud: 'https://other.example' })
  const basic = ['Authorization', 'Basic dTpw'] as const
  const twoTokens = ['Authorization', `Bearer ${good} ${good}`] as const
  return [
    refused({}, 401, undefined, false),
    refused({ headers: [basic] }, 401, undefined, false),
    refused({ path: `/r?access_token=${good}` }, 401, undefined, false),
    refused({ path: '/optional', headers: [basic] }, 401, undefined, false),
    refused({ path: '/optional/read' }, 401, undefined, false),
    refused({ method: 'POST' }, 401, undefined, false),
    refused({ token: 'abc' }, 401, 'invalid_token'),
    refused({ token: expired }, 401, 'invalid_token'),
    refused({ token: foreign, path: '/r/write' }, 401, 'invalid_token'),
    refused({ token: foreign, path: '/optional' }, 401, 'invalid_token'),
    refused({ token: foreign, method: 'HEAD' }, 401, 'invalid_token'),
    refused({ token: good, path: '/su' }, 401, 'insufficient_user_authentication'),
    refused({ token: good, path: '/su/scope' }, 401, 'insufficient_user_authentication'),
    refused({ headers: [twoTokens] }, 400, 'invalid_request'),
    refused({ token: good, path: '/r?access_token=x' }, 400, 'invalid_request'),
    refused({ token: good, path: '/r/write' }, 403, 'insufficient_scope'),
    refused({ token: good, path: '/rar/acct/1' }, 403, 'insufficient_scope'),
    refused({ token: await idp.token({ sub: 'c1' }), path: '/user' }, 403, 'insufficient_scope'),
  ]
}

async function dpopRequests(world: World): Promise<readonly RefusedRequest[]> {
  const { clock } = world
  const times = { exp: clock.now() - 600, iat: clock.now() - 900 }
  const client = await createClient(world)
  const expired = await createClient(world, { claims: times })
  const unbound = await createClient(world, { token: await world.idp.token() })
  const { proof, request, send } = client
  const list = [
    refused(expired.request(), 401, 'invalid_token'),
    refused(unbound.request({ path: '/optional' }), 401, 'invalid_token'),
    refused(send([]), 401, 'invalid_dpop_proof'),
    refused(send(proof({ method: 'POST' })), 401, 'invalid_dpop_proof'),
    refused(send([proof(), proof()], { method: 'HEAD' }), 401, 'invalid_dpop_proof'),
    refused(request({ path: '/su' }), 401, 'insufficient_user_authentication'),
    refused(request({ path: '/r/write' }), 403, 'insufficient_scope'),
    refused(request({ path: '/rar/acct/1' }), 403, 'insufficient_scope'),
  ]
  return list.map((one) => ({ ...one, scheme: 'DPoP' }))
}

function refused(
  request: ContractRequest,
  status: RefusedRequest['status'],
  error: string | undefined,
  carriesToken = true,
): RefusedRequest {
  return { request, status, error, scheme: 'Bearer', carriesToken }
}
