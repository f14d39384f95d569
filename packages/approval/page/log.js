// What became of a yes: what the application may do, each use as it happens, and the way to stop it.
import { clientHeading } from './client-heading.js'
import { fill, h } from './dom.js'
import { onLive } from './live.js'
import { countdown, foreign, stamp } from './parts.js'
import { stopControl } from './stop.js'
import { summaryView } from './summary.js'
import { clockTime, moment } from './time.js'
import { useList } from './use-list.js'
import { useRecord } from './use-record.js'
import { chartView } from './chart.js'
import { PHASES } from './words.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { ApprovalPart } from './screen-approval.js' */
/** @import { Tools } from './ask.js' */

/**
 * @param {ApprovalView} first
 * @param {Tools} tools
 * @returns {ApprovalPart}
 */
export function logView(first, tools) {
  let view = first
  const verb = h('span')
  const state = h('div', { class: 'log-state' })
  const stopping = h('div')
  const record = useRecord(view.id)
  const chart = chartView()
  const list = useList(record, view)
  const summary = summaryView(view.id)

  const showUses = () => {
    chart.show(record.uses(), accessOf(view), view.phase)
    list.show()
    if (isOver(view)) summary.refresh()
  }
  const showState = () => {
    verb.textContent = isOver(view) ? 'had access' : 'has access'
    fill(state, stateView(view, tools))
    fill(stopping, canStop(view) && stopControl(view, tools))
  }
  onLive('use', (use) => use.approval === view.id && record.add([use]) && showUses(), tools.signal)
  onLive('gap', () => void record.catchUp().then(showUses, () => {}), tools.signal)
  showState()
  showUses()
  void list.loadMore().then(showUses)

  const node = h(
    'div',
    { class: 'log' },
    h('article', { class: 'sheet' }, clientHeading(view, verb), state, allowed(view), stopping),
    summary.node,
    h('section', { class: 'sheet' }, h('h2', null, 'Uses over time'), chart.node),
    h('section', { class: 'sheet' }, h('h2', null, 'Every use'), list.node),
  )
  list.onChange(showUses)
  return {
    node,
    update(next) {
      const changed = next.phase !== view.phase || next.tokenExpiresAt !== view.tokenExpiresAt
      view = next
      if (!changed) return
      showState()
      showUses()
    },
  }
}

/**
 * @param {ApprovalView} view
 * @param {Tools} tools
 */
function stateView(view, tools) {
  const { phase, expiresAt, tokenExpiresAt, stoppedAt, now } = view
  const again = () => setTimeout(() => void tools.reload().catch(() => {}), 700)
  const mark = stamp(phase, PHASES[phase].stamp)
  if (phase === 'active' && tokenExpiresAt !== undefined) {
    const until = h('span', null, `Access until ${clockTime(tokenExpiresAt)}`)
    return [mark, until, countdown(tokenExpiresAt, again)]
  }
  if (phase === 'approved') {
    const until = h('span', null, `Can be fetched until ${clockTime(expiresAt)}`)
    return [mark, until, countdown(expiresAt, again)]
  }
  const at = phase === 'stopped' ? stoppedAt : tokenExpiresAt
  const text =
    at === undefined ? 'It was never fetched.' : `${PHASES[phase].text}: ${moment(at, now)}.`
  return [mark, h('span', null, text)]
}

/** @param {ApprovalView} view */
function allowed({ scopes, granted, resource, decidedBy, decidedAt, now }) {
  const given = scopes.filter(({ scope }) => granted?.includes(scope))
  const by = [decidedBy, decidedAt === undefined ? undefined : moment(decidedAt, now)]
  return h(
    'section',
    { class: 'allowed' },
    h('h2', null, 'You allowed it to'),
    h(
      'ul',
      null,
      given.map(({ text }) => h('li', null, text)),
    ),
    h(
      'p',
      { class: 'hint' },
      'at ',
      h('strong', null, foreign(resource)),
      ' · ',
      foreign(by.filter(Boolean).join(', ')),
    ),
  )
}

/** Access that ended can still be renewed by who may do so. @param {ApprovalView} view */
function canStop({ phase, offline }) {
  return phase === 'approved' || phase === 'active' || (phase === 'ended' && offline)
}

/** @param {ApprovalView} view */
function isOver({ phase }) {
  return phase === 'ended' || phase === 'stopped'
}

/** @param {ApprovalView} view */
function accessOf({ decidedAt, askedAt, tokenExpiresAt, stoppedAt, expiresAt }) {
  return { start: decidedAt ?? askedAt, end: stoppedAt ?? tokenExpiresAt ?? expiresAt }
}
