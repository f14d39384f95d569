// A code that applications have to hand on before they may ask: a stranger who knows only the name cannot.
import { post, replace } from './api.js'
import { button, fill, h, uniqueId } from './dom.js'
import { attempt, errorPlace } from './parts.js'
import { showPasskey } from './passkey.js'
import { currentSession, setSession } from './session.js'

export function userCodeSection() {
  const node = h('div', { class: 'stack' })
  const status = h('p', { role: 'status' })
  const error = errorPlace()
  const form = h('div', { class: 'stack' })
  node.append(
    h(
      'p',
      null,
      'An application has to hand on this code before it may ask you. Tell it only where you want to be asked.',
    ),
    status,
    form,
    error,
  )
  const show = () => {
    const { userCodeSet } = currentSession()
    status.textContent = userCodeSet ? 'A user code is set.' : 'No user code is set.'
    fill(form, codeField(userCodeSet, error, show))
  }
  show()
  return node
}

/**
 * @param {boolean} isSet
 * @param {HTMLElement} error
 * @param {() => void} show
 */
function codeField(isSet, error, show) {
  const id = uniqueId('user-code')
  const input = h('input', {
    id,
    type: 'text',
    autocomplete: 'off',
    maxlength: 64,
    spellcheck: 'false',
    'aria-describedby': `${id}-hint`,
  })
  const change = async (/** @type {string | null} */ code) => {
    /** @type {{ options: object }} */
    const { options } = await post('user-code/challenge')
    const credential = await showPasskey(options)
    await replace('user-code', { code, credential })
    setSession({ ...currentSession(), userCodeSet: code !== null })
    show()
  }
  const set = button(isSet ? 'Replace it' : 'Set it', 'secondary', () => {
    void attempt(set, error, async () => {
      if (input.value.length < 4) error.textContent = 'A code has 4 to 64 characters.'
      else await change(input.value)
    })
  })
  const remove = button('Remove it', 'secondary', () => {
    void attempt(remove, error, () => change(null))
  })
  return [
    h('label', { for: id }, isSet ? 'Another code' : 'Code'),
    input,
    h(
      'p',
      { id: `${id}-hint`, class: 'hint' },
      'Four to 64 characters, as you will have to type them. You are asked for your passkey.',
    ),
    h('div', { class: 'actions' }, set, isSet && remove),
  ]
}
