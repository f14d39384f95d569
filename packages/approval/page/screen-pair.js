// A device becomes one of its owner's: by a code from another one, and a passkey that is made here.
import { post } from './api.js'
import { button, fill, h, uniqueId } from './dom.js'
import { deviceName } from './device-name.js'
import { enter } from './enter.js'
import { errorWords } from './error-words.js'
import { attempt, errorPlace } from './parts.js'
import { createPasskey } from './passkey.js'
import { offerNotifications } from './offer-notifications.js'
import { takeHash } from './router.js'

/** @import { PairingView, SessionView } from '../src/owner/api-types.js' */
/** @import { Screen } from './router.js' */

const CODE = /^[A-Za-z0-9]{4}-?[A-Za-z0-9]{4}-?[A-Za-z0-9]{4}$/

/** @returns {Screen} */
export function pairScreen() {
  const node = h('div', { class: 'sheet narrow' })
  const code = takeHash()
  if (CODE.test(code)) void openCode(node, code)
  else askForCode(node, code === '' ? '' : 'The link is not complete. Type in the code.')
  return { title: 'Pair this device', node }
}

/**
 * @param {HTMLElement} node
 * @param {string} code
 */
async function openCode(node, code) {
  fill(node, h('p', { class: 'loading' }, 'Looking up the code…'))
  try {
    nameDevice(node, code, await post('pair/start', { code }))
  } catch (error) {
    askForCode(node, errorWords(error))
  }
}

/**
 * @param {HTMLElement} node
 * @param {string} problem
 */
function askForCode(node, problem) {
  const id = uniqueId('code')
  const error = errorPlace()
  const input = h('input', {
    id,
    class: 'code-input',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 20,
    'aria-describedby': `${id}-hint ${error.id}`,
  })
  const next = button('Continue', 'primary wide', () => {
    void attempt(next, error, async () => {
      const code = input.value.trim().replaceAll(/\s/g, '')
      if (CODE.test(code)) nameDevice(node, code, await post('pair/start', { code }))
      else error.textContent = 'A code has twelve letters and digits, such as ABCD-EFGH-JKLM.'
    })
  })
  input.addEventListener('keydown', ({ key }) => key === 'Enter' && next.click())
  fill(
    node,
    h('h1', { tabindex: -1 }, 'Pair this device'),
    h('p', null, 'A device that is paired can be asked for access, and can stop it again.'),
    h('label', { for: id }, 'Code'),
    input,
    h('p', { id: `${id}-hint`, class: 'hint' }, 'It is shown by a device that is paired already.'),
    error,
    next,
    h('p', { class: 'aside' }, 'Paired before? ', h('a', { href: './' }, 'Sign in')),
  )
  error.textContent = problem
}

/**
 * @param {HTMLElement} node
 * @param {string} code
 * @param {PairingView} pairing
 */
function nameDevice(node, code, { service, name, options }) {
  const id = uniqueId('name')
  const error = errorPlace()
  const input = h('input', { id, type: 'text', maxlength: 60, autocomplete: 'off' })
  input.value = deviceName()
  const create = button('Create the passkey', 'primary wide', () => {
    void attempt(create, error, async () => {
      const credential = await createPasskey(options)
      const body = { code, name: input.value.trim() || deviceName(), credential }
      /** @type {SessionView} */
      const session = await post('pair/finish', body)
      await enter(session)
      offerNotifications(node)
    })
  })
  const heading = h('h1', { tabindex: -1 }, 'Pair this device')
  fill(
    node,
    heading,
    h(
      'p',
      null,
      'It will answer for ',
      name === undefined ? 'your account' : h('strong', null, name),
      ' at ',
      h('strong', null, service),
      '. If this is not you, close this page.',
    ),
    h('label', { for: id }, 'Name of this device'),
    input,
    h('p', { class: 'hint' }, 'You will see it in your list of devices.'),
    error,
    create,
    h(
      'p',
      { class: 'aside' },
      'A passkey is kept by this device. Your fingerprint, face or screen lock never leaves it.',
    ),
  )
  heading.focus()
}
