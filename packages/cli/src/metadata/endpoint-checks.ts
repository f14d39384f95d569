import { isRecord } from '../keys/read-entries.js'
import { passed, unusual, wrong, type Finding } from './finding.js'
import { has, listFindings, urlFindings, type Members } from './members.js'

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'userinfo_endpoint',
  'end_session_endpoint',
  'check_session_iframe',
  'device_authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'backchannel_authentication_endpoint',
]

const LISTS = [
  'response_modes_supported',
  'grant_types_supported',
  'scopes_supported',
  'subject_types_supported',
  'acr_values_supported',
  'authorization_details_types_supported',
  'code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
  'revocation_endpoint_auth_methods_supported',
  'introspection_endpoint_auth_methods_supported',
  'protected_resources',
]

/** The endpoints, and the shape of the document. */
export function endpointFindings(members: Members): readonly Finding[] {
  const where = { check: 'endpoints', reference: 'RFC 8414 §2' }
  const insecure = urlFindings(members, ENDPOINTS, where)
  const named = ENDPOINTS.filter((name) => has(members, name)).length
  const good = passed('endpoints', `All ${named} are https, or on loopback.`, 'RFC 8414 §2')
  return [
    ...(insecure.length > 0 || named === 0 ? insecure : [good]),
    ...aliasFindings(members),
    ...missing(members),
    ...listFindings(members, LISTS, 'RFC 8414 §2'),
  ]
}

function missing(members: Members): readonly Finding[] {
  const findings: Finding[] = []
  if (!Array.isArray(members['response_types_supported'])) {
    const text = 'It is missing, or no list, and it is required.'
    findings.push(wrong('response types', text, 'RFC 8414 §2'))
  }
  if (!has(members, 'token_endpoint')) {
    const text = 'There is none: nobody gets a token here.'
    findings.push(unusual('token endpoint', text, 'RFC 8414 §2'))
  }
  return findings
}

function aliasFindings({ mtls_endpoint_aliases: aliases }: Members): readonly Finding[] {
  if (aliases === undefined) return []
  const check = 'mTLS aliases'
  const reference = 'RFC 8705 §5'
  if (!isRecord(aliases)) return [wrong(check, 'It is no JSON object.', reference)]
  const insecure = urlFindings(aliases, Object.keys(aliases).slice(0, 50), { check, reference })
  if (insecure.length > 0) return insecure
  return [passed(check, `${Object.keys(aliases).length} endpoints for certificates.`, reference)]
}
