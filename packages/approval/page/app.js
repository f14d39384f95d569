// Starts the page, and shows the screen of the address.
import { setScreen } from './announce.js'
import { ApiError, whenSignedOut } from './api.js'
import { watchConnection } from './connection.js'
import { button, fill, h } from './dom.js'
import { enter, leave } from './enter.js'
import { errorWords } from './error-words.js'
import { markPlace } from './frame.js'
import { startInbox } from './inbox.js'
import { announceNews } from './news.js'
import { currentPath, go, startRouter } from './router.js'
import { ROUTES } from './routes.js'
import { signInScreen } from './screen-sign-in.js'
import { currentSession, hasSession, loadSession } from './session.js'
import { startWorker } from './worker.js'

const main = /** @type {HTMLElement} */ (document.getElementById('main'))
/** @type {AbortController | undefined} */
let visit
let isFirst = true

prepare()
await start()

/** What is done once, however often the start has to be tried. */
function prepare() {
  startWorker()
  document.getElementById('skip')?.addEventListener('click', (event) => {
    // Its address is one below the base, not of this screen.
    event.preventDefault()
    main.focus()
  })
  whenSignedOut(() => {
    if (!hasSession()) return
    leave()
    go(currentPath(), { replace: true })
  })
}

async function start() {
  try {
    await loadSession()
  } catch (error) {
    const isSignedOut = error instanceof ApiError && error.code === 'signed_out'
    if (!isSignedOut) return showFailure(error, start)
  }
  watchConnection()
  startInbox()
  announceNews()
  if (hasSession()) await enter(currentSession())
  startRouter((path) => void show(path))
  return undefined
}

/** @param {string} path */
async function show(path) {
  visit?.abort()
  visit = new AbortController()
  const { signal } = visit
  const route = ROUTES.find((route) => route.path.test(path))
  if (!route) return go('', { replace: true })
  markPlace(path)
  main.setAttribute('aria-busy', 'true')
  try {
    const parts = route.path.exec(path)?.slice(1) ?? []
    const isOpen = route.audience === 'anybody' || hasSession()
    const screen = isOpen ? await route.show({ parts, signal }) : signInScreen()
    if (signal.aborted) return undefined
    setScreen(screen.title)
    fill(main, screen.node)
    scrollTo(0, 0)
    // The first one is read from its top by itself; nothing was chosen that it should lead away from.
    if (!isFirst) main.querySelector('h1')?.focus()
    isFirst = false
  } catch (error) {
    if (!signal.aborted) showFailure(error, () => show(path))
  } finally {
    if (!signal.aborted) main.removeAttribute('aria-busy')
  }
  return undefined
}

/**
 * @param {unknown} error
 * @param {() => Promise<void>} again
 */
function showFailure(error, again) {
  main.removeAttribute('aria-busy')
  const heading = h('h1', { tabindex: -1 }, 'This did not work')
  fill(
    main,
    h(
      'div',
      { class: 'sheet narrow' },
      heading,
      h('p', { role: 'alert' }, errorWords(error)),
      h(
        'div',
        { class: 'actions' },
        button('Try again', 'primary', () => void again()),
      ),
    ),
  )
  heading.focus()
}
