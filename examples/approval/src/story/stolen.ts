import * as oidc from 'openid-client'

/** What a thief gets by a token that he has found: status without a proof, and with one of his own key. */
export async function stolen(
  token: string,
  url: string,
): Promise<{ readonly bare: number; readonly foreign: number }> {
  const bare = await fetch(url, { headers: { Authorization: `DPoP ${token}` } })
  const config = new oidc.Configuration({ issuer: 'https://thief.example' }, 'thief')
  oidc.allowInsecureRequests(config)
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
  const none = undefined
  const foreign = await oidc
    .fetchProtectedResource(config, token, new URL(url), 'GET', none, none, { DPoP })
    .catch((error: unknown) => {
      if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response
      throw error
    })
  return { bare: bare.status, foreign: foreign.status }
}
