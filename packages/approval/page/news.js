// Says what happens while one looks at something else.
import { announce, setWaiting } from './announce.js'
import { clientName, onInbox } from './inbox.js'
import { onLive } from './live.js'
import { plain } from './plain.js'
import { currentPath } from './router.js'
import { announcement } from './use-words.js'

export function announceNews() {
  onInbox(({ waiting }, news) => {
    setWaiting(waiting.length)
    const [first] = news
    if (!first) return
    const others = news.length > 1 ? `, and ${news.length - 1} more` : ''
    announce(`${plain(first.client.name)} asks for access${others}.`, linkTo(first.id))
  })
  onLive('use', (use) => {
    const text = announcement(use, clientName(use.approval))
    if (text !== undefined) announce(text, linkTo(use.approval))
  })
}

/**
 * A way there, for who is not there.
 *
 * @param {string | undefined} id
 */
function linkTo(id) {
  if (id === undefined) return undefined
  const href = `approvals/${encodeURIComponent(id)}`
  return href === currentPath() ? undefined : { href, label: 'Look at it' }
}
