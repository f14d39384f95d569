// Number matching: only who sees the application knows the number that it shows.
import { h, uniqueId } from './dom.js'

/** @typedef {ReturnType<typeof numberField>} NumberField */

export function numberField() {
  const id = uniqueId('number')
  const input = h('input', {
    id,
    class: 'number',
    type: 'text',
    inputmode: 'numeric',
    pattern: '[0-9]*',
    maxlength: 2,
    autocomplete: 'off',
    'aria-describedby': `${id}-hint`,
  })
  const node = h(
    'div',
    { class: 'number-field' },
    h('label', { for: id }, 'Type the number that the application shows'),
    input,
    h(
      'p',
      { id: `${id}-hint`, class: 'hint' },
      'If you see no number, somebody else is asking: say no.',
    ),
  )
  input.addEventListener('input', () => {
    input.value = input.value.replaceAll(/[^0-9]/g, '')
  })
  return {
    node,
    /** Two digits, or nothing yet. */
    value: () => (/^[0-9]{2}$/.test(input.value) ? input.value : ''),
    /** To be typed in again. */
    clear() {
      input.value = ''
      input.dispatchEvent(new Event('input', { bubbles: true }))
      input.focus()
    },
  }
}
