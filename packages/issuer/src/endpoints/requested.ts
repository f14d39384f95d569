import { GrantError } from '../grant-error.js'
import type { Form } from '../http/form.js'
import { isAuthorizationDetails } from '../tokens/authorization-details.js'
import type { AuthorizationDetail } from '../tokens/issue-options.js'
import { isScope, isSubset, scopeValues } from '../tokens/scope.js'
import type { ClientRequest } from './form-route.js'

/** Characters: they stand in the token, which goes in a header. */
const LONGEST_DETAILS = 4_096

/** The scope that is asked for, if any. Throws a GrantError if it is none. */
export function askedScope(form: Form): readonly string[] | undefined {
  const text = form.one('scope')
  if (text === undefined) return undefined
  if (!isScope(text)) throw new GrantError('scope_malformed')
  return scopeValues(text)
}

/** The authorization details that are asked for, if any (RFC 9396 §6). Throws a GrantError if they are none. */
export function askedDetails(form: Form): readonly AuthorizationDetail[] | undefined {
  const text = form.one('authorization_details')
  if (text === undefined) return undefined
  const details = text.length > LONGEST_DETAILS ? undefined : jsonOf(text)
  if (isAuthorizationDetails(details) && details.length > 0) return details
  throw new GrantError('details_malformed')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is asked for, if nothing more than the client may have; otherwise all that it may have. */
export function allowedScope({ form, client }: ClientRequest): readonly string[] {
  const asked = askedScope(form)
  if (asked === undefined) return client.scopes
  if (isSubset(asked, client.scopes)) return asked
  throw new GrantError('scope_widened')
}

/** `resource` (RFC 8707 §2) and `audience` (RFC 8693 §2.1) say the same. */
export function askedAudiences(form: Form): readonly string[] {
  return [...new Set([...form.all('resource'), ...form.all('audience')])]
}

/** For whom a token is, among those that the client may have tokens for. Throws a GrantError. */
export function allowedAudience({
  settings,
  form,
  client,
}: ClientRequest): string | readonly string[] {
  const preset = settings.audience === undefined ? [] : [settings.audience].flat()
  const allowed = client.audiences ?? preset
  const asked = askedAudiences(form)
  if (!isSubset(asked, allowed)) throw new GrantError('audience_refused')
  const usual = preset.length > 0 && isSubset(preset, allowed) ? preset : allowed
  const chosen = asked.length > 0 ? asked : usual
  const [only, ...others] = chosen
  if (only !== undefined && others.length === 0) return only
  // One token for everybody that a client may talk to is for none of them to be trusted with.
  if (asked.length === 0 && usual !== preset) throw new GrantError('audience_unnamed')
  if (only === undefined) throw new GrantError('audience_unnamed')
  return chosen
}
