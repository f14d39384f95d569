import { readUrl } from '../http/own-url.js'
import { passed, unusual, wrong, type Finding } from './finding.js'
import { has, listFindings, stringsOf, urlFindings, type Members } from './members.js'
import type { Named } from './places.js'
import { quoted, quotedList } from './quoted.js'

const METHODS = new Set(['header', 'body', 'query'])

const LISTS = ['authorization_servers', 'scopes_supported', 'bearer_methods_supported']

const URLS = ['jwks_uri', 'resource_documentation', 'resource_policy_uri', 'resource_tos_uri']

/** What the document of a resource says (RFC 9728 §2). */
export function resourceFindings(members: Members, named: Named): readonly Finding[] {
  return [
    identifierFinding(members, named),
    serversFinding(members),
    ...methodFindings(members),
    ...urlFindings(members, URLS, { check: 'URLs', reference: 'RFC 9728 §2' }),
    ...listFindings(
      members,
      // An empty list of methods has a meaning: no bearer tokens.
      LISTS.filter((name) => !isEmptyMethods(members, name)),
      'RFC 9728 §2',
    ),
  ]
}

function isEmptyMethods(members: Members, name: string): boolean {
  const value = members[name]
  return name === 'bearer_methods_supported' && Array.isArray(value) && value.length === 0
}

function identifierFinding({ resource }: Members, { id, isDerived }: Named): Finding {
  const check = 'resource'
  const reference = 'RFC 9728 §3.3'
  if (resource === id || (isDerived && resource === `${id}/`)) {
    return passed(check, 'It is exactly what was asked for.', reference)
  }
  if (resource === undefined) return wrong(check, 'It is missing.', reference)
  return wrong(
    check,
    `It is ${quoted(resource)}, and not ${quoted(id)}: clients must not use it.`,
    reference,
    'Serve the document of this URL; or ask for the other one, if that is the identifier.',
  )
}

function serversFinding(members: Members): Finding {
  const check = 'authorization servers'
  const reference = 'RFC 9728 §2'
  const servers = stringsOf(members, 'authorization_servers')
  if (servers.length === 0) {
    const text = 'None is named: clients do not learn where to get a token.'
    return unusual(check, text, reference, 'Name the issuers in authorization_servers.')
  }
  const bad = servers.filter((server) => {
    const url = readUrl(server)
    return typeof url === 'string' || url.search !== ''
  })
  if (bad.length === 0) return passed(check, `It names ${quotedList(servers)}.`, reference)
  return wrong(check, `${quotedList(bad)}: no issuer identifier.`, 'RFC 8414 §2')
}

function methodFindings(members: Members): readonly Finding[] {
  if (!has(members, 'bearer_methods_supported')) return []
  const check = 'bearer methods'
  const methods = stringsOf(members, 'bearer_methods_supported')
  const unknown = methods.filter((method) => !METHODS.has(method))
  if (unknown.length > 0) {
    return [wrong(check, `${quotedList(unknown)}: there is no such method.`, 'RFC 9728 §2')]
  }
  if (!methods.includes('query'))
    return [passed(check, 'No token has to stand in a URL.', 'RFC 9700 §4.3.2')]
  const text = 'Tokens may stand in URLs, which end up in logs.'
  return [unusual(check, text, 'RFC 9700 §4.3.2', 'Take "query" out.')]
}
