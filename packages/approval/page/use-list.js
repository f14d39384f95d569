// The log: each use in plain words, those that are worth a look marked.
import { button, fill, h } from './dom.js'
import { attempt, errorPlace, foreign, icon } from './parts.js'
import { clockTime, dayName } from './time.js'
import { knownKind, useWords } from './use-words.js'
import { NOTABLE } from './words.js'
import { serverTime } from './clock.js'

/** @import { ApprovalView, UseView } from '../src/owner/api-types.js' */

/**
 * @param {ReturnType<typeof import('./use-record.js').useRecord>} record
 * @param {ApprovalView} view
 */
export function useList(record, view) {
  const list = h('ol', { class: 'uses', reversed: true })
  const empty = h('p', { class: 'empty' })
  const error = errorPlace()
  const place = h('div', { class: 'actions' })
  /** @type {Map<number, HTMLElement>} */
  const lines = new Map()
  let loaded = false
  /** @type {(() => void) | undefined} */
  let changed
  const more = button(
    'Show earlier uses',
    'secondary',
    () => void loadMore().then(() => changed?.()),
  )

  const show = () => {
    const uses = record.uses()
    empty.textContent = loaded ? 'Not used so far. Uses appear here as they happen.' : 'Loading…'
    empty.hidden = uses.length > 0
    const kept = new Set(uses.map(({ sequence }) => sequence))
    for (const [sequence, line] of lines) {
      if (kept.has(sequence)) continue
      line.remove()
      lines.delete(sequence)
    }
    for (const [index, use] of uses.entries()) {
      if (lines.has(use.sequence)) continue
      const line = lineView(use, view.resource)
      lines.set(use.sequence, line)
      list.insertBefore(line, list.children[index] ?? null)
    }
    fill(place, record.hasMore() && more)
  }
  const loadMore = () =>
    attempt(more, error, async () => {
      await record.more()
      loaded = true
    })
  return {
    node: h('div', null, empty, list, error, place),
    show,
    loadMore,
    /** @param {() => void} listener */
    onChange(listener) {
      changed = listener
    },
  }
}

/**
 * @param {UseView} use
 * @param {string} resource
 */
function lineView(use, resource) {
  const { what, request, outcome, accepted } = useWords(use, resource)
  const kinds = use.notable.flatMap((kind) => knownKind(kind) ?? [])
  const alarming = kinds.some((kind) => NOTABLE[kind].alarming)
  const from = [use.service, use.network, use.agent].filter((part) => part !== undefined)
  const day = dayName(use.at, serverTime())
  return h(
    'li',
    { class: `use ${accepted ? 'accepted' : 'refused'}${alarming ? ' alarming' : ''}` },
    h(
      'time',
      { datetime: new Date(use.at).toISOString() },
      day !== 'Today' && h('span', null, day),
      clockTime(use.at),
    ),
    h(
      'div',
      null,
      h('p', { class: 'use-what' }, h('bdi', null, what), h('span', { class: 'sr' }, ': ')),
      h(
        'p',
        { class: 'use-outcome' },
        h('code', null, foreign(request)),
        h('span', null, icon(accepted ? '→' : '✕'), h('bdi', null, outcome)),
      ),
      kinds.length > 0 && h('p', { class: 'use-marks' }, kinds.map(markView)),
      from.length > 0 && h('p', { class: 'use-from' }, foreign(from.join(' · '))),
    ),
  )
}

/** @param {keyof typeof NOTABLE} kind */
function markView(kind) {
  const { short, alarming } = NOTABLE[kind]
  return h(
    'span',
    { class: `mark ${alarming ? 'caution' : 'info'}` },
    icon(alarming ? '!' : '★'),
    short,
  )
}
