// Sign-in with the passkey of a device that was paired.
import { post } from './api.js'
import { button, h } from './dom.js'
import { enter } from './enter.js'
import { attempt, errorPlace } from './parts.js'
import { showPasskey } from './passkey.js'
import { currentPath, go } from './router.js'

/** @import { SessionView } from '../src/owner/api-types.js' */
/** @import { Screen } from './router.js' */

/**
 * Stands in the place of a screen that is not for everybody: the address stays that of the screen.
 *
 * @returns {Screen}
 */
export function signInScreen() {
  const error = errorPlace()
  const signIn = button('Sign in with your passkey', 'primary wide', () => {
    void attempt(signIn, error, async () => {
      /** @type {{ options: object, ticket: string }} */
      const { options, ticket } = await post('sign-in/start')
      const credential = await showPasskey(options)
      /** @type {SessionView} */
      const session = await post('sign-in/finish', { ticket, credential })
      await enter(session)
      go(currentPath(), { replace: true })
    })
  })
  const node = h(
    'div',
    { class: 'sheet narrow' },
    h('h1', { tabindex: -1 }, 'Sign in'),
    h('p', null, 'See who asks for access in your name, what they do with it, and stop it.'),
    error,
    signIn,
    h('p', { class: 'aside' }, 'New here? ', h('a', { href: 'pair' }, 'Pair this device')),
  )
  return { title: 'Sign in', node }
}
