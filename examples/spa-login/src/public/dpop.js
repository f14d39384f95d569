// A DPoP client (RFC 9449) on the browser's own cryptography.

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Makes a key pair whose private key can be used and stored, but read by no script. */
export function createKeyPair() {
  const extractable = false
  return crypto.subtle.generateKey(ECDSA, extractable, ['sign', 'verify'])
}

/** The thumbprint of a public key (RFC 7638): what the provider writes into a token's `cnf.jkt`. */
export async function thumbprint(publicKey) {
  return digest(JSON.stringify(await toJwk(publicKey)))
}

/** Makes a proof for one request: this method, this URL, this token, now, and once. */
async function createProof({ privateKey, publicKey }, { method, url, token, nonce }) {
  const { origin, pathname } = new URL(url)
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await toJwk(publicKey) }
  const payload = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: origin + pathname,
    iat: Math.floor(Date.now() / 1000),
    ...(token && { ath: await digest(token) }),
    ...(nonce && { nonce }),
  }
  const input = [header, payload].map((part) => base64url(bytes(JSON.stringify(part)))).join('.')
  const signature = await crypto.subtle.sign(ECDSA, privateKey, bytes(input))
  return `${input}.${base64url(new Uint8Array(signature))}`
}

/**
 * Gives a `fetch` that sends a proof with every request, and the access token if there is one. When
 * a server asks for a nonce (§8, §9), it tries once more with it, and keeps it for the next request.
 * `onAttempt` is told of every request with its answer.
 */
export function createDpopFetch(keyPair, onAttempt) {
  const nonces = new Map()

  async function attempt(url, { token = '', method = 'GET', ...rest }) {
    const { origin } = new URL(url)
    const proof = await createProof(keyPair, { method, url, token, nonce: nonces.get(origin) })
    const headers = { dpop: proof, ...(token && { authorization: `DPoP ${token}` }) }
    const response = await fetch(url, { ...rest, method, headers })

    const nonce = response.headers.get('dpop-nonce')
    if (nonce) nonces.set(origin, nonce)
    const error = await errorCode(response)
    onAttempt?.({ method, url, proof, status: response.status, error })
    return { response, retry: nonce && error === 'use_dpop_nonce' }
  }

  /** @param {RequestInit & { token?: string }} options */
  return async function dpopFetch(url, options) {
    const first = await attempt(url, options)
    return first.retry ? (await attempt(url, options)).response : first.response
  }
}

/** The error code of an API, which is in its challenge, or of a token endpoint, in its JSON. */
export async function errorCode(response) {
  if (response.ok) return undefined
  const challenge = response.headers.get('www-authenticate') ?? ''
  const [, code] = /\berror="([^"]*)"/.exec(challenge) ?? []
  if (code) return code
  const body = await response.clone().text()
  return /^\{.*"error":/s.test(body) ? JSON.parse(body).error : undefined
}

/** Base64url without padding, as all of JOSE writes bytes. */
export function base64url(array) {
  const text = btoa(String.fromCharCode(...array))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** SHA-256 of a text, in base64url: for `ath`, thumbprints and PKCE alike. */
export async function digest(text) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes(text))))
}

// The members that RFC 7638 names, in its order.
async function toJwk(publicKey) {
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { crv, kty, x, y }
}

function bytes(text) {
  return new TextEncoder().encode(text)
}
