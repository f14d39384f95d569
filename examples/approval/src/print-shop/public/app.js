// @ts-check

/** @typedef {{ state: string, number?: string, reason?: string, uses: { what: string, answer: string }[] }} Status */

const WORDS = {
  idle: '',
  asked: 'Ada has been asked. Her page is where she answers.',
  allowed: 'Ada has said yes.',
  refused: 'No token.',
}
const USES = [
  { server: 'express', method: 'GET' },
  { server: 'koa', method: 'GET' },
  { server: 'nestjs', method: 'GET' },
  { server: 'express', method: 'POST' },
]

const element = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id))
const ask = /** @type {HTMLButtonElement} */ (element('ask'))

/** @param {Status} status */
function show({ state, number, reason, uses }) {
  element('number').hidden = number === undefined
  element('digits').textContent = number ?? ''
  element('state').textContent = reason ? `${WORDS[state]} ${reason}` : WORDS[state]
  ask.disabled = state === 'asked'
  element('uses').hidden = state !== 'allowed'
  element('log').replaceChildren(
    ...uses.map(({ what, answer }) => {
      const line = document.createElement('li')
      line.textContent = `${what} → ${answer}`
      return line
    }),
  )
}

/**
 * @param {string} path
 * @param {object} [body]
 */
async function send(path, body = {}) {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.ok) show(await response.json())
}

async function look() {
  const response = await fetch('status')
  if (response.ok) show(await response.json())
}

ask.addEventListener('click', () => void send('ask'))
element('buttons').append(
  ...USES.map((use) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = `${use.method === 'GET' ? 'Photos' : 'Order prints'} (${use.server})`
    button.addEventListener('click', () => void send('use', use))
    return button
  }),
)
setInterval(() => void look().catch(() => {}), 1000)
await look()
