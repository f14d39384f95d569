// Who it is about, as far as anybody has checked.
import { h } from './dom.js'
import { face, foreign, verification } from './parts.js'
import { currentSession } from './session.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */

/**
 * @param {ApprovalView} view
 * @param {HTMLElement} verb What it does or did, below the name.
 */
export function clientHeading({ client }, verb) {
  return h(
    'header',
    { class: 'client' },
    face(client),
    h(
      'div',
      null,
      h('h1', { tabindex: -1 }, foreign(client.name), ' ', verb),
      h(
        'p',
        { class: 'client-facts' },
        verification(client, currentSession().service),
        website(client.website),
        h('span', { class: 'client-id' }, 'ID ', h('code', null, foreign(client.id))),
      ),
    ),
  )
}

/** @param {string | undefined} address */
function website(address) {
  const url = address === undefined || !URL.canParse(address) ? undefined : new URL(address)
  if (url?.protocol !== 'https:') return undefined
  return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, url.host)
}
