import type { IncomingMessage } from 'node:http'
import { page, pageHeaders, signInForm, type Handler } from 'example-shared'
import { errors, type Provider } from 'oidc-provider'
import { consentForm, grantWanted } from './consent.js'
import { isUser, type User } from './user.js'

/** Where a person signs in, before the identifier of the sign-in. */
export const SIGN_IN_PATH = '/sign-in/'

const LONGEST_FORM = 4096

/** Shows the form to sign in, and the one to let a client in, and takes them. */
export function signIn(provider: Provider, user: User): Handler {
  return async (request, response) => {
    let origin = ''
    function answer(status: number, title: string, body: string): void {
      response.writeHead(status, pageHeaders(origin)).end(page(title, body))
    }

    try {
      // Fails without the cookie of this very sign-in, so that no other site can post the form.
      const details = await provider.interactionDetails(request, response)
      const asksToConsent = details.prompt.name === 'consent'
      ;({ origin } = new URL(String(details.params['redirect_uri'])))
      if (request.method !== 'POST') {
        if (asksToConsent) answer(200, 'Give access?', await consentForm(provider, details))
        else answer(200, 'Sign in', signInForm())
        return
      }
      const fields = await readForm(request)
      if (asksToConsent) {
        if (fields.get('allow') !== 'yes') throw new errors.AccessDenied()
        const result = { consent: { grantId: await grantWanted(provider, details) } }
        await provider.interactionFinished(request, response, result, {
          mergeWithLastSubmission: true,
        })
        return
      }
      if (!isUser(user, fields.get('username'), fields.get('password'))) {
        answer(401, 'Sign in', signInForm('That is not the user name and password.'))
        return
      }
      const result = { login: { accountId: user.username } }
      await provider.interactionFinished(request, response, result)
    } catch (error) {
      const known = error instanceof errors.OIDCProviderError
      if (!known) console.error(error)
      const status = known ? error.statusCode : 500
      answer(status, 'This sign-in is over', '<p>Go back, and start it again.</p>')
    }
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > LONGEST_FORM) throw new errors.InvalidRequest('form too long')
  }
  return new URLSearchParams(text)
}
