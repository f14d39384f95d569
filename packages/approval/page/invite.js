// A code for another device of the same owner: shown for as long as it is good.
import { post } from './api.js'
import { button, fill, h } from './dom.js'
import { attempt, countdown, errorPlace } from './parts.js'
import { showPasskey } from './passkey.js'
import { qrPicture } from './qr.js'

/** @import { InvitationView } from '../src/owner/api-types.js' */

/**
 * @param {() => Promise<void>} changed
 * @param {AbortSignal} signal
 */
export function inviteControl(changed, signal) {
  const place = h('div', { class: 'stack' })
  const error = errorPlace()
  const start = (/** @type {string} */ label) => {
    const invite = button(label, 'primary', () => {
      void attempt(invite, error, async () => {
        /** @type {{ options: object }} */
        const { options } = await post('devices/invite/challenge')
        const credential = await showPasskey(options)
        show(await post('devices/invite', { credential }))
      })
    })
    return invite
  }
  /** @param {InvitationView} invitation */
  const show = (invitation) => {
    const over = () => {
      fill(place, h('p', { role: 'status' }, 'This code is too old now.'), start('Show a new code'))
      // Whoever was paired with it is in the list by now.
      if (!signal.aborted) void changed().catch(() => {})
    }
    const heading = h(
      'p',
      { tabindex: -1 },
      'Scan this with the camera of the other device, or open this page there and type in the code.',
    )
    fill(place, heading, invitationView(invitation, over))
    heading.focus()
  }
  fill(
    place,
    h('p', null, 'You get a code that another device is paired with: within minutes, and once.'),
    h('p', { class: 'hint' }, 'You are asked for your passkey.'),
    start('Show a code'),
  )
  return h('div', null, place, error)
}

/**
 * @param {InvitationView} invitation
 * @param {() => void} over
 */
function invitationView({ code, url, qr, expiresAt }, over) {
  return h(
    'div',
    { class: 'invitation' },
    qrPicture(qr, 'QR code of the link for the other device'),
    h(
      'div',
      null,
      h('p', { class: 'code' }, code),
      h('p', { class: 'hint' }, 'or open ', h('code', { class: 'link' }, url)),
      h('p', null, 'Good for another ', countdown(expiresAt, over)),
      h(
        'p',
        { class: 'caution-note' },
        'Show it to nobody else: who has it can answer in your name.',
      ),
    ),
  )
}
