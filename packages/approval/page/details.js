// Authorization details (RFC 9396): whatever an application has sent, as pairs of names and values.
import { h } from './dom.js'
import { foreign } from './parts.js'
import { memberWords } from './plain.js'

/** @import { Child } from './dom.js' */

const DEEPEST = 6

/**
 * All of them: nothing that is agreed to is hidden.
 *
 * @param {readonly object[]} details
 */
export function detailsView(details) {
  return details.map((detail) => h('div', { class: 'detail' }, valueView(detail, 0)))
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @returns {Child}
 */
function valueView(value, depth) {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'string') return foreign(value)
  if (typeof value !== 'object') return foreign(JSON.stringify(value))
  if (depth >= DEEPEST) return foreign(JSON.stringify(value))
  if (!Array.isArray(value)) return membersView(value, depth)
  if (value.length === 0) return 'none'
  if (value.every((item) => typeof item !== 'object')) return foreign(value.join(', '))
  return h(
    'ul',
    { class: 'detail-list' },
    value.map((item) => h('li', null, valueView(item, depth + 1))),
  )
}

/**
 * @param {object} members
 * @param {number} depth
 */
function membersView(members, depth) {
  return h(
    'dl',
    { class: 'facts' },
    Object.entries(members).map(([name, value]) =>
      h(
        'div',
        null,
        h('dt', null, foreign(memberWords(name))),
        h('dd', null, valueView(value, depth + 1)),
      ),
    ),
  )
}
