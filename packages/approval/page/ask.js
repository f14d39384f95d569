// The question: who asks for what, and the ways to answer. Once it is too late, or answered no, it says so.
import { askForm } from './ask-form.js'
import { serverTime } from './clock.js'
import { detailsView } from './details.js'
import { fill, h } from './dom.js'
import { countdown, facts, foreign, stamp } from './parts.js'
import { clientHeading } from './client-heading.js'
import { clockTime, counted, moment } from './time.js'
import { PHASES } from './words.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { ApprovalPart } from './screen-approval.js' */

/** @typedef {{ show: (view: ApprovalView) => void, reload: () => Promise<void>, signal: AbortSignal }} Tools */

/**
 * @param {ApprovalView} view
 * @param {Tools} tools
 * @returns {ApprovalPart}
 */
export function askView(view, tools) {
  const waits = view.phase === 'waiting' && serverTime() < view.expiresAt
  const answer = h('div', { class: 'answer' })
  const state = h('div', { class: 'ask-state' })
  const form = askForm(view, tools)
  const late = () => {
    fill(state, stamp('unanswered', 'Too late'))
    fill(answer, outcome('unanswered', 'Nobody answered in time, so nothing was given. '))
    form.close()
  }
  if (waits) {
    fill(
      state,
      h('span', null, `Answer by ${clockTime(view.expiresAt)}`),
      countdown(view.expiresAt, late),
    )
    answer.append(form.node)
  } else if (view.phase === 'denied') {
    fill(state, stamp('denied', PHASES.denied.stamp))
    const when = moment(view.decidedAt ?? view.askedAt, view.now)
    fill(answer, outcome('denied', `You said no: ${when}. The application was given nothing. `))
  } else late()

  const node = h(
    'article',
    { class: 'sheet ask' },
    clientHeading(view, h('span', null, waits ? 'asks for access' : 'asked for access')),
    state,
    view.bindingMessage !== undefined && bindingQuote(view.bindingMessage),
    form.wish,
    view.authorizationDetails.length > 0 && [
      h('section', null, h('h2', null, 'In detail'), detailsView(view.authorizationDetails)),
    ],
    originSection(view),
    answer,
  )
  return { node, update() {} }
}

/** @param {string} message */
function bindingQuote(message) {
  return h(
    'figure',
    { class: 'quote' },
    h('figcaption', null, 'In the application’s own words'),
    h('blockquote', null, foreign(message)),
  )
}

/** @param {ApprovalView} view */
function originSection(view) {
  const { origin, now } = view
  return h(
    'section',
    null,
    h('h2', null, 'Where it comes from'),
    facts([
      ['Known', knowledge(view)],
      ['Earlier answers', earlierAnswers(view)],
      ['Earlier uses', earlierUses(view)],
      ['Asked', moment(view.askedAt, now)],
      ['Address', origin.address === undefined ? 'not known' : foreign(origin.address)],
      ['Network', origin.network === undefined ? undefined : foreign(origin.network)],
      ['Program', origin.userAgent === undefined ? 'not told' : foreign(origin.userAgent)],
    ]),
  )
}

/** @param {ApprovalView} view */
function knowledge({ firstTime }) {
  return firstTime
    ? h('strong', null, 'No: you have never said yes to it')
    : 'Yes: you have said yes to it before'
}

/** @param {ApprovalView} view */
function earlierAnswers({ earlier, now }) {
  if (earlier.length === 0) return 'none'
  return h(
    'ul',
    { class: 'bare' },
    earlier.map(({ decision, at }) =>
      h('li', null, `${decision === 'approved' ? 'Yes' : 'No'}, ${moment(at, now)}`),
    ),
  )
}

/** @param {ApprovalView} view */
function earlierUses({ earlierUses: uses, now }) {
  if (uses === undefined) return 'cannot be told at the moment'
  if (uses.uses === 0) return 'none'
  const last = uses.last === undefined ? '' : `, the last one ${moment(uses.last, now)}`
  return `${counted(uses.uses, 'use')}${last}`
}

/**
 * @param {'denied' | 'unanswered'} phase
 * @param {string} text
 */
function outcome(phase, text) {
  return h(
    'p',
    { class: `outcome ${phase}`, role: 'status' },
    text,
    h('a', { href: './' }, 'All requests'),
  )
}
