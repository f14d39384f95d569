// Questions that have to be answered before something happens.
import { button, h, uniqueId } from './dom.js'
import { attempt, errorPlace } from './parts.js'

/** @import { Child } from './dom.js' */

/**
 * Asks in a dialog. Resolves once it is closed, to whether the action was done. Escape is a no, and so is what
 * the focus is on at first.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {readonly Child[]} question.body
 * @param {string} question.yes
 * @param {string} question.no
 * @param {'danger' | 'primary'} question.kind
 * @param {() => Promise<void>} question.action
 * @param {HTMLInputElement} [question.confirmation] A checkbox without which there is no yes.
 * @returns {Promise<boolean>}
 */
export function askFirst({ title, body, yes, no, kind, action, confirmation }) {
  const name = uniqueId('dialog')
  const error = errorPlace()
  let done = false
  const dialog = h('dialog', { class: kind === 'danger' && 'serious', 'aria-labelledby': name })
  const refuse = button(no, 'secondary', () => dialog.close(), { autofocus: true })
  const accept = button(yes, kind, () => {
    void attempt(accept, error, async () => {
      await action()
      done = true
      dialog.close()
    })
  })
  if (confirmation) {
    accept.disabled = true
    confirmation.addEventListener('change', () => (accept.disabled = !confirmation.checked))
  }
  dialog.append(
    h('h2', { id: name }, title),
    h('div', { class: 'dialog-body' }, body),
    error,
    h('div', { class: 'actions' }, accept, refuse),
  )
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(done)
    })
  })
}
