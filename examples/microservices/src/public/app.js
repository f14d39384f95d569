import { attemptsTable, element, hopsTable, showWhen } from './view.js'

const BEFORE =
  'With tokens that are good, and not here. Whoever sends one learns no more than this.'
const AFTER =
  'You are signed out, and so is everything that was made for you: these tokens had not expired.'

let user
let busy = false
on('order', order)
on('refuse', refuse)
on('sign-out', signOut)
await attempt(start)

async function start() {
  if (location.hash === '#not-the-answer') {
    history.replaceState(null, '', '/')
    render()
    throw new Error('That was not the answer to a sign-in from this browser. Sign in again.')
  }
  const response = await fetch('/session')
  if (!response.ok && response.status !== 401) throw new Error('The gateway cannot tell. Reload.')
  user = response.ok ? await response.json() : undefined
  render()
}

async function order() {
  const { order: placed, hops } = await post('/orders', { item: 'anvil', quantity: 2 })
  element('order-id').textContent = placed.id.slice(0, 8)
  element('hops').replaceChildren(hopsTable(hops, 'hops-title'))
  render()
}

async function refuse() {
  showAttempts(await post('/refusals'), BEFORE)
}

async function signOut() {
  const answer = await post('/sign-out')
  user = undefined
  element('hops').replaceChildren()
  showAttempts(answer, AFTER)
  // The button that had the focus is gone.
  element('sign-in').focus()
}

function showAttempts({ attempts }, text) {
  element('attempts-text').textContent = text
  element('attempts').replaceChildren(attemptsTable(attempts, 'attempts-title'))
  render()
}

async function post(path, body = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.ok) return response.json()
  if (response.status === 401) {
    user = undefined
    render()
    throw new Error('Your session is over. Sign in again.')
  }
  throw new Error('That did not work. A service may be away: try again.')
}

function render() {
  showWhen({
    'signed-in': user,
    'signed-out': !user,
    hops: element('hops').hasChildNodes(),
    attempts: element('attempts').hasChildNodes(),
  })
  element('user').textContent = user ? `${user.name} (${user.user})` : ''
}

async function attempt(action) {
  setBusy(true)
  element('error').textContent = ''
  try {
    await action()
  } catch (error) {
    element('error').textContent = error.message
  }
  setBusy(false)
}

function setBusy(value) {
  busy = value
  element('main').setAttribute('aria-busy', String(value))
}

function on(id, action) {
  element(id).addEventListener('click', () => {
    if (!busy) void attempt(action)
  })
}
