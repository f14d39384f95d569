import { randomBytes } from 'node:crypto'
import { escapeHtml, page, pageHeaders } from 'example-shared'
import type { Configuration } from 'oidc-provider'
import { SIGN_IN_PATH } from './sign-in.js'
import type { User } from './user.js'

/** Seconds that a token of a person is good for. */
const TOKEN_LIFETIME = 300

/** What oidc-provider needs to know once people sign in. */
export function peopleConfiguration(user: User): Configuration {
  return {
    cookies: { keys: [randomBytes(32)] },
    pkce: { required: () => true },
    ttl: { AccessToken: TOKEN_LIFETIME, Interaction: 600, Session: 3600, Grant: 3600 },
    interactions: { url: (_ctx, { uid }) => SIGN_IN_PATH + uid },
    findAccount: (_ctx, accountId) =>
      accountId === user.username ? { accountId, claims: () => ({ sub: accountId }) } : undefined,
    // The one of oidc-provider fetches a font from elsewhere.
    renderError: (ctx, { error, error_description: description }) => {
      for (const [name, value] of Object.entries(pageHeaders())) ctx.set(name, String(value))
      ctx.body = page('That did not work', `<p>${escapeHtml(description ?? error)}</p>`)
    },
  }
}
