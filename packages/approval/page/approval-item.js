// One line of a list of approvals.
import { serverTime } from './clock.js'
import { h } from './dom.js'
import { countdown, face, foreign, verification } from './parts.js'
import { currentSession } from './session.js'
import { moment } from './time.js'
import { PHASES } from './words.js'

/** @import { ApprovalItem } from '../src/owner/api-types.js' */

/** @param {readonly ApprovalItem[]} items */
export function itemList(items) {
  return h('ul', { class: 'items' }, items.map(itemView))
}

/** @param {ApprovalItem} item */
function itemView(item) {
  const { client, phase, resource } = item
  const link = h(
    'a',
    { class: `item ${phase}`, href: `approvals/${encodeURIComponent(item.id)}` },
    face(client),
    h(
      'span',
      { class: 'item-body' },
      h(
        'span',
        { class: 'item-text' },
        h('span', { class: 'item-name' }, foreign(client.name)),
        h('span', { class: 'item-resource' }, foreign(resource)),
        phase === 'waiting' && verification(client, currentSession().service),
      ),
      h('span', { class: 'item-state' }, stateOf(item)),
    ),
  )
  return h('li', null, link)
}

/** @param {ApprovalItem} item */
function stateOf(item) {
  const { phase, expiresAt, tokenExpiresAt } = item
  if (phase === 'waiting') return ['answer within ', countdown(expiresAt)]
  if (phase === 'approved') return PHASES.approved.stamp
  if (phase === 'active') return ['for another ', countdown(tokenExpiresAt ?? expiresAt)]
  const at = item.stoppedAt ?? item.decidedAt ?? item.askedAt
  return `${PHASES[phase].stamp}, ${moment(at, serverTime())}`
}
