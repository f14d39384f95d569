// The service worker: notifications come by it, and what is pressed there is opened here.
import { go, pathOf } from './router.js'

/** What the Content-Security-Policy lets this page make: a policy that knows one address. */
const POLICY = 'countersign-worker'
const SCRIPT = 'sw.js'

export function startWorker() {
  const { serviceWorker } = navigator
  if (!serviceWorker) return
  void serviceWorker.register(scriptAddress(), { updateViaCache: 'none' }).catch(() => {})
  serviceWorker.addEventListener('message', ({ data }) => {
    const isAddress = typeof data?.open === 'string' && URL.canParse(data.open)
    const path = isAddress ? pathOf(new URL(data.open)) : undefined
    if (path !== undefined) go(path)
  })
}

/** Browsers with trusted types take no plain text here; for the others it is one. @returns {string} */
function scriptAddress() {
  const { trustedTypes } = /** @type {any} */ (globalThis)
  return (
    trustedTypes?.createPolicy(POLICY, { createScriptURL: () => SCRIPT }).createScriptURL('') ??
    SCRIPT
  )
}
