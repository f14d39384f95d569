// A picture of uses over time: let in above the line, refused below it and hatched; and the same as a table.
import { barsOf, baseline, countUses, spanOf, strokesOf } from './chart-geometry.js'
import { fill, h, s } from './dom.js'
import { clockTime, counted } from './time.js'

/** @import { UseView } from '../src/owner/api-types.js' */
/** @import { ApprovalPhase } from '../src/approval.js' */
/** @import { Slot } from './chart-geometry.js' */

const SIZE = { width: 336, height: 96, slots: 28 }
const ROOM = 4

export function chartView() {
  const node = h('div', { class: 'chart' })
  const figure = h('figure')
  const table = h('tbody')
  const details = h(
    'details',
    null,
    h('summary', null, 'The same as a table'),
    h(
      'table',
      null,
      h('thead', null, h('tr', null, ['Time', 'Let in', 'Refused'].map(columnHead))),
      table,
    ),
  )
  node.append(figure, details)
  return {
    node,
    /**
     * @param {readonly UseView[]} uses
     * @param {{ start: number, end: number }} access
     * @param {ApprovalPhase} phase
     */
    show(uses, access, phase) {
      const span = spanOf(uses, access)
      const slots = countUses(uses, span, SIZE.slots)
      const end = ((access.end - span.from) / (span.to - span.from)) * SIZE.width
      fill(figure, picture(slots, uses, end), axis(span), legend(slots, access, phase))
      const used = slots.filter(({ accepted, refused }) => accepted + refused > 0)
      fill(table, used.map(tableRow))
      details.hidden = used.length === 0
    },
  }
}

/**
 * @param {readonly Slot[]} slots
 * @param {readonly UseView[]} uses
 * @param {number} end
 */
function picture(slots, uses, end) {
  const accepted = uses.filter(({ decision }) => decision === 'accepted').length
  const label = `${counted(accepted, 'use')} let in, ${uses.length - accepted} refused`
  const base = baseline(slots, SIZE.height)
  return s(
    'svg',
    {
      viewBox: `${-ROOM} 0 ${SIZE.width + 2 * ROOM} ${SIZE.height}`,
      role: 'img',
      'aria-label': label,
    },
    s('path', { d: `M${end} 0V${SIZE.height}`, class: 'chart-end' }),
    barsOf(slots, SIZE).map((bar) => {
      const { x, y, width, height, refused } = bar
      const shape = s('rect', {
        x,
        y,
        width,
        height,
        rx: 1,
        class: refused ? 'bar-refused' : 'bar',
      })
      return refused
        ? s('g', null, shape, s('path', { d: strokesOf(bar, 4), class: 'bar-strokes' }))
        : shape
    }),
    s('path', { d: `M${-ROOM} ${base}H${SIZE.width + ROOM}`, class: 'chart-line' }),
  )
}

/** @param {{ from: number, to: number }} span */
function axis({ from, to }) {
  return h(
    'p',
    { class: 'axis', 'aria-hidden': 'true' },
    h('span', null, clockTime(from)),
    h('span', null, clockTime(to)),
  )
}

/**
 * @param {readonly Slot[]} slots
 * @param {{ start: number, end: number }} access
 * @param {ApprovalPhase} phase
 */
function legend(slots, { start, end }, phase) {
  const refused = slots.reduce((sum, slot) => sum + slot.refused, 0)
  const accepted = slots.reduce((sum, slot) => sum + slot.accepted, 0)
  const ends =
    { stopped: 'stopped at', ended: 'ended at' }[/** @type {string} */ (phase)] ?? 'good until'
  return h(
    'figcaption',
    null,
    h('span', { class: 'key' }, key(false), `${accepted} let in, above the line`),
    h('span', { class: 'key' }, key(true), `${refused} refused, below it`),
    h('span', null, `Given at ${clockTime(start)}, ${ends} ${clockTime(end)}: the dotted line.`),
  )
}

/** @param {boolean} refused */
function key(refused) {
  const bar = { x: 1, y: 1, width: 12, height: 12, refused }
  const { x, y, width, height } = bar
  return s(
    'svg',
    { viewBox: '0 0 14 14', class: 'key-sign', 'aria-hidden': 'true' },
    s('rect', { x, y, width, height, class: refused ? 'bar-refused' : 'bar' }),
    refused && s('path', { d: strokesOf(bar, 4), class: 'bar-strokes' }),
  )
}

/** @param {Slot} slot */
function tableRow({ from, accepted, refused }) {
  return h(
    'tr',
    null,
    h('th', { scope: 'row' }, clockTime(from)),
    h('td', null, accepted),
    h('td', null, refused),
  )
}

/** @param {string} name */
function columnHead(name) {
  return h('th', { scope: 'col' }, name)
}
