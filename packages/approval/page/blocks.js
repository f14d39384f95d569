// Applications that may not ask.
import { get, post } from './api.js'
import { serverTime } from './clock.js'
import { button, fill, h } from './dom.js'
import { attempt, errorPlace, face, foreign } from './parts.js'
import { moment } from './time.js'

/** @import { BlockView } from '../src/owner/api-types.js' */

export async function blocksSection() {
  const node = h('div', { class: 'stack' })
  const error = errorPlace()
  const load = async () => {
    /** @type {readonly BlockView[]} */
    const blocks = await get('blocks')
    fill(
      node,
      blocks.length === 0
        ? h(
            'p',
            { class: 'empty', tabindex: -1 },
            'None. When you say no to one, you can block it.',
          )
        : h(
            'ul',
            { class: 'blocks' },
            blocks.map((block) => blockItem(block, error, load)),
          ),
      error,
    )
  }
  await load()
  return node
}

/**
 * @param {BlockView} block
 * @param {HTMLElement} error
 * @param {() => Promise<void>} changed
 */
function blockItem({ client, until }, error, changed) {
  const length = until === undefined ? 'for good' : `until ${moment(until, serverTime())}`
  const remove = button(
    'Let it ask again',
    'secondary',
    () => {
      void attempt(remove, error, async () => {
        await post('blocks/remove', { clientId: client.id })
        await changed()
      })
    },
    { 'aria-label': `Let it ask again: ${client.name}` },
  )
  return h(
    'li',
    null,
    face(client),
    h(
      'div',
      null,
      h('p', null, h('strong', null, foreign(client.name))),
      h('p', { class: 'hint' }, `Blocked ${length}`),
    ),
    remove,
  )
}
