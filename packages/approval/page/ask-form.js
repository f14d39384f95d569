// What the owner chooses, and the answer. Nothing here is a form: no key that is pressed in a field says yes.
import { answerNo, answerYes } from './answers.js'
import { button, h, uniqueId } from './dom.js'
import { numberField } from './number-field.js'
import { attempt, errorPlace, foreign } from './parts.js'
import { duration } from './time.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { Tools } from './ask.js' */

/**
 * The choice, and below everything else the answer.
 *
 * @param {ApprovalView} view
 * @param {Tools} tools
 */
export function askForm(view, tools) {
  const scopes = scopeChoice(view)
  const lifetime = lifetimeChoice(view)
  const number = view.numberMatching ? numberField() : undefined
  const error = errorPlace()
  const why = h('p', { id: uniqueId('why'), class: 'hint' })
  const yes = button('Yes, with my passkey', 'primary wide', () => {
    const choice = { scopes: scopes.value(), lifetime: lifetime.value(), number: number?.value() }
    void attempt(yes, error, () => answerYes(view.id, choice, tools, number))
  })
  yes.setAttribute('aria-describedby', why.id)
  const no = button('No', 'secondary wide', () => {
    void attempt(no, error, () => answerNo(view.id, undefined, tools))
  })
  const update = () => {
    why.textContent = missing(scopes.value(), number?.value())
    yes.disabled = why.textContent !== ''
  }
  scopes.node.addEventListener('change', update)
  number?.node.addEventListener('input', update)
  update()

  const inputs = [...scopes.inputs, ...lifetime.inputs]
  if (view.phase !== 'waiting') for (const input of inputs) input.disabled = true
  return {
    wish: h('section', null, scopes.node, lifetime.node, offlineWarning(view)),
    node: h(
      'div',
      { class: 'stack' },
      number?.node,
      error,
      yes,
      why,
      no,
      blocking(view, error, tools),
    ),
    /** Leaves to read what was asked, and nothing to do. */
    close() {
      for (const input of inputs) input.disabled = true
    },
  }
}

/**
 * @param {readonly string[]} scopes
 * @param {string | undefined} number
 */
function missing(scopes, number) {
  if (scopes.length === 0) return 'Leave at least one thing ticked, or say no.'
  return number === '' ? 'Type in the number first.' : ''
}

/** @param {ApprovalView} view */
function scopeChoice({ scopes, resource, resourceIndicator, granted }) {
  const inputs = scopes.map(({ scope }) => {
    const input = h('input', { type: 'checkbox', value: scope, id: uniqueId('scope') })
    input.checked = granted?.includes(scope) ?? true
    return input
  })
  const rows = scopes.map(({ scope, text }, index) =>
    h(
      'li',
      null,
      h(
        'label',
        { class: 'choice', for: inputs[index]?.id },
        inputs[index],
        h('span', null, text, h('code', null, foreign(scope))),
      ),
    ),
  )
  const node = h(
    'fieldset',
    null,
    h('legend', null, 'It wants to'),
    h('ul', { class: 'choices' }, rows),
    h(
      'p',
      { class: 'hint' },
      'at ',
      h('strong', null, foreign(resource)),
      ' ',
      h('code', null, foreign(resourceIndicator)),
    ),
  )
  return {
    node,
    inputs,
    value: () => inputs.filter(({ checked }) => checked).map(({ value }) => value),
  }
}

/** @param {ApprovalView} view */
function lifetimeChoice({ lifetime, lifetimes }) {
  const name = uniqueId('lifetime')
  const choices = lifetimes.filter((seconds) => seconds <= lifetime).toSorted((a, b) => a - b)
  const picked = choices.at(-1) ?? lifetime
  const inputs = (choices.length > 0 ? choices : [lifetime]).map((seconds) => {
    const input = h('input', { type: 'radio', name, value: seconds, id: uniqueId('lifetime') })
    input.checked = seconds === picked
    return input
  })
  const rows = inputs.map((input) =>
    h(
      'label',
      { class: 'choice', for: input.id },
      input,
      h('span', null, duration(Number(input.value))),
    ),
  )
  const node = h(
    'fieldset',
    null,
    h('legend', null, 'For at most'),
    h('div', { class: 'lengths' }, rows),
  )
  return {
    node,
    inputs,
    value: () => Number(inputs.find(({ checked }) => checked)?.value ?? lifetime),
  }
}

/** @param {ApprovalView} view */
function offlineWarning({ offline }) {
  const text = 'It may renew its access by itself, without asking you again, until you stop it.'
  return offline && h('p', { class: 'caution-note' }, text)
}

/**
 * @param {ApprovalView} view
 * @param {HTMLElement} error
 * @param {Tools} tools
 */
function blocking({ id }, error, tools) {
  const block = (/** @type {string} */ label, /** @type {'day' | 'forever'} */ length) => {
    const pressed = button(label, 'secondary', () => {
      void attempt(pressed, error, () => answerNo(id, length, tools))
    })
    return pressed
  }
  return h(
    'details',
    null,
    h('summary', null, 'No, and do not let it ask again'),
    h(
      'div',
      { class: 'actions' },
      block('No, and block for a day', 'day'),
      block('No, and block for good', 'forever'),
    ),
    h('p', { class: 'hint' }, 'You can remove a block in the settings.'),
  )
}
