// Tries everything that a copied token and a copied proof are good for.
import { createDpopFetch, createKeyPair, errorCode } from './dpop.js'
import { addCall, element } from './view.js'

window.addEventListener('message', ({ source, data }) => {
  if (source === window.parent) void useLoot(data)
})

async function useLoot({ token, proof, method, url }) {
  element('state').textContent = `Has a token and a proof for ${method} ${url}.`

  await show('The token as a bearer token', () =>
    fetch(url, { method, headers: { authorization: `Bearer ${token}` } }),
  )
  await show('The token with the proof that was seen', () =>
    fetch(url, { method, headers: { authorization: `DPoP ${token}`, dpop: proof } }),
  )
  const ownFetch = createDpopFetch(await createKeyPair())
  await show('The token with a proof by a key of his own', () => ownFetch(url, { method, token }))

  element('state').textContent = 'That was all that he can do.'
}

async function show(sent, send) {
  const response = await send()
  // An API that takes no bearer tokens says nothing of this one, and asks for another scheme.
  const [scheme] = response.headers.get('www-authenticate')?.split(' ') ?? []
  const error = (await errorCode(response)) ?? (scheme && `asks for ${scheme}`)
  addCall(element('attempts'), { sent, status: response.status, error })
}
