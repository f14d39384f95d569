import { escapeHtml } from 'example-shared'
import type { Interaction, Provider } from 'oidc-provider'

type Details = InstanceType<typeof Interaction>

/** What a person is asked before a client gets access, as HTML: who it is, where they go, and for what. */
export async function consentForm(provider: Provider, details: Details): Promise<string> {
  const { client_id: clientId, redirect_uri: redirectUri } = details.params
  const client = await provider.Client.find(String(clientId))
  const wanted = Object.values(missingScopes(details)).flat()
  // The name is one that the client has given itself.
  return `<p>${escapeHtml(client?.clientName ?? String(clientId))}, at
${escapeHtml(new URL(String(redirectUri)).host)}, asks for:</p>
<ul>${wanted.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post"><button name="allow" value="yes">Allow</button></form>`
}

/** Adds what the client has asked for to what it was granted; returns the name of the grant. */
export async function grantWanted(provider: Provider, details: Details): Promise<string> {
  const { params, session, grantId } = details
  const known = grantId ? await provider.Grant.find(grantId) : undefined
  const grant =
    known ??
    new provider.Grant({
      clientId: String(params['client_id']),
      ...(session && { accountId: session.accountId }),
    })
  for (const [resource, scopes] of Object.entries(missingScopes(details))) {
    grant.addResourceScope(resource, scopes.join(' '))
  }
  return grant.save()
}

function missingScopes({ prompt }: Details): Readonly<Record<string, readonly string[]>> {
  return (prompt.details['missingResourceScopes'] ?? {}) as Record<string, string[]>
}
