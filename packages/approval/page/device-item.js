// One device, to be renamed or removed.
import { post } from './api.js'
import { serverTime } from './clock.js'
import { askFirst } from './dialog.js'
import { button, h, uniqueId } from './dom.js'
import { leave } from './enter.js'
import { foreign, icon } from './parts.js'
import { showPasskey } from './passkey.js'
import { go } from './router.js'
import { currentSession, setSession } from './session.js'
import { moment } from './time.js'

/** @import { DeviceView } from '../src/owner/api-types.js' */

/**
 * @param {DeviceView} device
 * @param {boolean} isLast
 * @param {() => Promise<void>} changed
 */
export function deviceItem(device, isLast, changed) {
  const { name, pairedAt, lastUsedAt, current, subscribed } = device
  const now = serverTime()
  const used = lastUsedAt === undefined ? 'never used' : `last used ${moment(lastUsedAt, now)}`
  const called = { 'aria-label': `Rename ${name}` }
  const removal = { 'aria-label': `Remove ${name}` }
  return h(
    'li',
    { class: 'sheet device' },
    h(
      'div',
      null,
      h(
        'h2',
        null,
        foreign(name),
        current && h('span', { class: 'mark good' }, icon('✓'), 'This device'),
      ),
      h('p', { class: 'hint' }, `Paired ${moment(pairedAt, now)}, ${used}`),
      h('p', { class: 'hint' }, subscribed ? 'Gets notifications' : 'Gets no notifications'),
    ),
    h(
      'div',
      { class: 'actions' },
      button('Rename', 'secondary', () => void rename(device, changed), called),
      button('Remove', 'secondary', () => void remove(device, isLast, changed), removal),
    ),
  )
}

/**
 * @param {DeviceView} device
 * @param {() => Promise<void>} changed
 */
async function rename({ id, name, current }, changed) {
  const field = uniqueId('name')
  const input = h('input', { id: field, type: 'text', maxlength: 60, autocomplete: 'off' })
  input.value = name
  const renamed = await askFirst({
    title: 'Rename this device',
    body: [h('label', { for: field }, 'Name'), input],
    yes: 'Save',
    no: 'Cancel',
    kind: 'primary',
    action: async () => {
      const device = await post(`devices/${encodeURIComponent(id)}/rename`, {
        name: input.value.trim(),
      })
      if (current) setSession({ ...currentSession(), device })
    },
  })
  if (renamed) await changed().catch(() => {})
}

/**
 * @param {DeviceView} device
 * @param {boolean} isLast
 * @param {() => Promise<void>} changed
 */
async function remove({ id, name, current }, isLast, changed) {
  const path = `devices/${encodeURIComponent(id)}`
  const checkbox = isLast ? h('input', { type: 'checkbox', id: uniqueId('last') }) : undefined
  const removed = await askFirst({
    title: 'Remove this device?',
    body: [
      h(
        'p',
        null,
        h('strong', null, foreign(name)),
        ' will not be able to say yes, or to stop anything.',
      ),
      current && h('p', null, 'It is the device that you hold: you will be signed out.'),
      checkbox && [
        h(
          'p',
          { class: 'caution-note' },
          'It is your only device. Without one nobody can ask you, and you cannot sign in here until somebody gives you a new code.',
        ),
        h(
          'label',
          { class: 'choice', for: checkbox.id },
          checkbox,
          h('span', null, 'I have understood that I lose access to this page'),
        ),
      ],
      h('p', { class: 'hint' }, 'You are asked for your passkey.'),
    ].flat(),
    yes: 'Remove it',
    no: 'Keep it',
    kind: 'danger',
    ...(checkbox && { confirmation: checkbox }),
    action: async () => {
      /** @type {{ options: object }} */
      const { options } = await post(`${path}/challenge`)
      const credential = await showPasskey(options)
      await post(`${path}/remove`, { credential, ...(isLast && { evenLast: true }) })
    },
  })
  if (!removed) return
  if (!current) return changed().catch(() => {})
  leave()
  go('', { replace: true })
}
