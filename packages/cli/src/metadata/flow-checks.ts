import { passed, unusual, wrong, type Finding } from './finding.js'
import { has, stringsOf, type Members } from './members.js'

/** What happens in a browser. Nothing, where there is no authorization endpoint. */
export function flowFindings(members: Members): readonly Finding[] {
  const grants = grantFindings(members)
  if (!has(members, 'authorization_endpoint')) return grants
  return [pkceFinding(members), issFinding(members), pushedFinding(members), ...grants]
}

function pkceFinding(members: Members): Finding {
  const check = 'PKCE'
  const reference = 'RFC 9700 §2.1.1'
  const methods = stringsOf(members, 'code_challenge_methods_supported')
  if (!methods.includes('S256')) {
    const text = methods.includes('plain') ? 'Only "plain" is offered.' : 'S256 is not offered.'
    const fix = 'Support it, and name it in code_challenge_methods_supported.'
    return wrong(check, text, reference, fix)
  }
  if (!methods.includes('plain'))
    return passed(check, 'S256 is offered, and "plain" is not.', reference)
  const text = '"plain" is offered beside S256: whoever reads the request has the code.'
  return unusual(check, text, reference, 'Take "plain" out.')
}

function issFinding(members: Members): Finding {
  const check = 'iss in answers'
  const reference = 'RFC 9207 §3'
  const value = members['authorization_response_iss_parameter_supported']
  if (value === true) return passed(check, 'Answers say which server gave them.', reference)
  if (value !== undefined && value !== false) {
    const text = 'authorization_response_iss_parameter_supported is no boolean.'
    return wrong(check, text, reference)
  }
  const text = 'Answers do not say which server gave them: clients of several can be mixed up.'
  const fix = 'Send iss, and say authorization_response_iss_parameter_supported.'
  return unusual(check, text, reference, fix)
}

function pushedFinding(members: Members): Finding {
  const check = 'pushed requests'
  const reference = 'RFC 9126 §5'
  if (has(members, 'pushed_authorization_request_endpoint')) {
    return passed(check, 'Requests can be sent ahead, past the browser.', reference)
  }
  if (members['require_pushed_authorization_requests'] === true) {
    const text = 'They are required, and pushed_authorization_request_endpoint is missing.'
    return wrong(check, text, reference, 'Name the endpoint.')
  }
  const text = 'Not offered: what a client asks for goes through the browser.'
  return unusual(check, text, reference)
}

function grantFindings(members: Members): readonly Finding[] {
  const findings: Finding[] = []
  const grants = stringsOf(members, 'grant_types_supported')
  if (grants.includes('password')) {
    const text = 'The grant "password" is offered: clients get to see passwords.'
    findings.push(wrong('grants', text, 'RFC 9700 §2.4', 'Take it out.'))
  }
  const types = stringsOf(members, 'response_types_supported')
  const isInUrls = types.some((type) => type.split(' ').includes('token'))
  if (isInUrls || grants.includes('implicit')) {
    const text = 'The implicit grant is offered: tokens stand in URLs.'
    findings.push(unusual('grants', text, 'RFC 9700 §2.1.2', 'Use the code flow with PKCE.'))
  }
  return findings
}
