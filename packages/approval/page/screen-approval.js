// One approval: the question while it waits, and its log from then on.
import { get } from './api.js'
import { setServerTime } from './clock.js'
import { fill, h } from './dom.js'
import { askView } from './ask.js'
import { onLive } from './live.js'
import { logView } from './log.js'

/** @import { ApprovalView } from '../src/owner/api-types.js' */
/** @import { Screen, Visit } from './router.js' */

/**
 * What is shown of an approval. `update` takes a newer view of the same phase.
 *
 * @typedef {{ node: HTMLElement, update: (view: ApprovalView) => void }} ApprovalPart
 */

const LOGGED = new Set(['approved', 'active', 'ended', 'stopped'])

/**
 * @param {Visit} visit
 * @returns {Promise<Screen>}
 */
export async function approvalScreen({ parts: [id = ''], signal }) {
  const path = `approvals/${encodeURIComponent(id)}`
  const node = h('div')
  /** @type {ApprovalPart | undefined} */
  let part
  let shown = ''
  /** @type {AbortController | undefined} */
  let partEnds
  signal.addEventListener('abort', () => partEnds?.abort(), { once: true })

  /** @param {ApprovalView} view */
  const show = (view) => {
    setServerTime(view.now)
    const kind = LOGGED.has(view.phase) ? 'log' : view.phase
    if (part && shown === kind) return part.update(view)
    partEnds?.abort()
    partEnds = new AbortController()
    const first = part === undefined
    shown = kind
    const tools = { show, reload, signal: partEnds.signal }
    part = kind === 'log' ? logView(view, tools) : askView(view, tools)
    fill(node, part.node)
    if (!first) node.querySelector('h1')?.focus()
  }
  const reload = async () => {
    /** @type {ApprovalView} */
    const view = await get(path)
    if (!signal.aborted) show(view)
  }
  const quietly = () => void reload().catch(() => {})
  onLive('change', (changed) => changed === id && quietly(), signal)
  onLive('gap', quietly, signal)

  /** @type {ApprovalView} */
  const view = await get(path)
  show(view)
  return { title: view.client.name, node }
}
