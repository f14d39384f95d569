// Tells whether what is shown is up to date.
import { onLive, renewLive } from './live.js'

/** One that comes back at once is not worth a word. */
const PATIENCE = 3_000

export function watchConnection() {
  const bar = /** @type {HTMLElement} */ (document.getElementById('connection'))
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let lost
  const show = (/** @type {string} */ text) => {
    bar.textContent = text
  }
  onLive('connected', (connected) => {
    clearTimeout(lost)
    lost = undefined
    if (connected) show('')
    else if (navigator.onLine) {
      lost = setTimeout(
        () => show('The connection was lost. Trying again; what you see may be old.'),
        PATIENCE,
      )
    }
  })
  const offline = () => {
    clearTimeout(lost)
    show('You are offline. What you see may be old, and you cannot answer or stop anything.')
  }
  addEventListener('offline', offline)
  addEventListener('online', () => {
    show('')
    renewLive()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') renewLive()
  })
  if (!navigator.onLine) offline()
}
