// Sign-in with the authorization code and PKCE (RFC 6749 §4.1, RFC 7636), for a client without a
// secret. What comes back through the URL is of no use without what stays here.
import { base64url, digest, thumbprint } from './dpop.js'

const PENDING = 'sign-in'

/** Leaves for the provider. `renew`: it need not ask for the password again. */
export async function startSignIn(config, { keyPair, renew }) {
  const { authorization_endpoint: endpoint } = await discover(config)
  const pending = { state: random(), verifier: random() }
  sessionStorage.setItem(PENDING, JSON.stringify(pending))

  location.assign(
    `${endpoint}?${new URLSearchParams({
      response_type: 'code',
      client_id: config.clientId,
      redirect_uri: redirectUri(),
      scope: config.scope,
      resource: config.resource,
      state: pending.state,
      code_challenge: await digest(pending.verifier),
      code_challenge_method: 'S256',
      // The code is for our key alone, too (RFC 9449 §10).
      dpop_jkt: await thumbprint(keyPair.publicKey),
      ...(!renew && { prompt: 'login' }),
    })}`,
  )
}

/** Takes the answer of the provider out of the URL, if there is one. */
export function takeAnswer() {
  const answer = new URLSearchParams(location.search)
  if (!answer.has('state')) return undefined
  // So that it is in no history, bookmark or screenshot.
  history.replaceState(null, '', location.pathname)
  return answer
}

/** Trades the code of the answer for an access token that is bound to our key. */
export async function finishSignIn(config, answer, dpopFetch) {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? '{}')
  sessionStorage.removeItem(PENDING)
  // Not asked for by this page, or not answered by this provider (RFC 9207).
  if (answer.get('state') !== pending.state || answer.get('iss') !== config.issuer) {
    throw new Error('This is not the answer to a sign-in of this page.')
  }
  if (answer.has('error')) throw new Error(`The provider answered ${answer.get('error')}.`)

  const { token_endpoint: endpoint } = await discover(config)
  const response = await dpopFetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: config.clientId,
      redirect_uri: redirectUri(),
      code: answer.get('code'),
      code_verifier: pending.verifier,
    }),
  })
  const { access_token: token, token_type: type, error } = await response.json()
  if (error) throw new Error(`The provider answered ${error}.`)
  if (type !== 'DPoP') throw new Error('The token is not bound to our key.')
  return token
}

async function discover({ issuer }) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  const metadata = await response.json()
  if (metadata.issuer !== issuer) throw new Error('The metadata is of another provider.')
  return metadata
}

function redirectUri() {
  return `${location.origin}/`
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}
