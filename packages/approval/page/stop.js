// The way to end access before its time.
import { ApiError, post } from './api.js'
import { askFirst } from './dialog.js'
import { button, h } from './dom.js'
import { foreign } from './parts.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { Tools } from './ask.js' */

/**
 * @param {ApprovalView} view
 * @param {Tools} tools
 */
export function stopControl({ id, client, phase }, tools) {
  const label = phase === 'ended' ? 'Stop it from being renewed' : 'Stop now'
  return button(label, 'danger stop wide', () => void confirm(id, client.name, tools))
}

/**
 * @param {string} id
 * @param {string} name
 * @param {Tools} tools
 */
async function confirm(id, name, tools) {
  const stopped = await askFirst({
    title: 'Stop this access?',
    body: [
      h('p', null, foreign(name), ' is refused everywhere, from now on.'),
      h('p', null, 'This cannot be undone; it can ask you again.'),
    ],
    yes: 'Stop it',
    no: 'Let it go on',
    kind: 'danger',
    action: () => stop(id, tools),
  })
  // The button that the focus came from is gone.
  if (stopped) document.querySelector('h1')?.focus()
}

/**
 * @param {string} id
 * @param {Tools} tools
 */
async function stop(id, tools) {
  try {
    tools.show(await post(`approvals/${encodeURIComponent(id)}/stop`))
  } catch (error) {
    // It has ended by itself, or on another device.
    if (!(error instanceof ApiError) || error.code !== 'nothing_to_stop') throw error
    await tools.reload()
  }
}
