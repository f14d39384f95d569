import type { ContractRequest, World } from './world.js'

/** A request that the default server refuses, and how. */
export interface RefusedRequest {
  readonly request: ContractRequest
  readonly status: 400 | 401 | 403
  readonly error: string | undefined
  /** Whether the request carried a token in a place where tokens are looked for. */
  readonly carriesToken: boolean
}

/** One request for every way in which the default server refuses, for rows about all answers. */
export async function refusedRequests({ idp, clock }: World): Promise<readonly RefusedRequest[]> {
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

function refused(
  request: ContractRequest,
  status: RefusedRequest['status'],
  error: string | undefined,
  carriesToken = true,
): RefusedRequest {
  return { request, status, error, carriesToken }
}
