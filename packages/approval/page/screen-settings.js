// What an owner sets once: notifications, blocked applications, a user code; the record, and the way out.
import { blocksSection } from './blocks.js'
import { button, h } from './dom.js'
import { leave } from './enter.js'
import { notificationSwitch } from './notifications.js'
import { attempt, errorPlace } from './parts.js'
import { go } from './router.js'
import { signOut } from './session.js'
import { userCodeSection } from './user-code.js'

/** @import { Screen } from './router.js' */

const download = { class: 'button secondary', href: 'api/export', download: 'uses.ndjson' }

/** @returns {Promise<Screen>} */
export async function settingsScreen() {
  const node = h(
    'div',
    null,
    h('h1', { tabindex: -1 }, 'Settings'),
    section('Notifications', notificationSwitch()),
    section('Blocked applications', await blocksSection()),
    section('User code', userCodeSection()),
    section(
      'Your record',
      h('p', null, 'Every use of access in your name, one JSON object a line.'),
      h('div', { class: 'actions' }, h('a', download, 'Download')),
    ),
    section('This device', signOutControl()),
  )
  return { title: 'Settings', node }
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function section(title, ...children) {
  return h('section', { class: 'sheet stack' }, h('h2', null, title), children)
}

function signOutControl() {
  const error = errorPlace()
  const out = button('Sign out', 'secondary', () => {
    void attempt(out, error, async () => {
      await signOut()
      leave()
      go('')
    })
  })
  const text = 'It stays paired, and is still told of requests. Your passkey signs you in again.'
  return h(
    'div',
    { class: 'stack' },
    h('p', null, text),
    error,
    h('div', { class: 'actions' }, out),
  )
}
