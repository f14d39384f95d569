import { passed, unusual, wrong, type Finding } from './finding.js'
import { has, stringsOf, type Members } from './members.js'

const BY_KEY = new Set(['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'])
const BY_JWT = new Set(['private_key_jwt', 'client_secret_jwt'])

/** How clients show who they are, and what tokens are bound to. */
export function clientFindings(members: Members): readonly Finding[] {
  return [...authenticationFindings(members), bindingFinding(members)]
}

function authenticationFindings(members: Members): readonly Finding[] {
  if (!has(members, 'token_endpoint')) return []
  const check = 'client authentication'
  const methods = stringsOf(members, 'token_endpoint_auth_methods_supported')
  const findings: Finding[] = []
  const algorithms = 'token_endpoint_auth_signing_alg_values_supported'
  if (methods.some((method) => BY_JWT.has(method)) && !has(members, algorithms)) {
    const text = `${algorithms} is missing, which signed client assertions need.`
    findings.push(wrong(check, text, 'RFC 8414 §2', 'Name the algorithms that are taken.'))
  }
  if (methods.some((method) => BY_KEY.has(method))) {
    return [...findings, passed(check, 'Clients may use a key of their own.', 'RFC 9700 §2.5')]
  }
  const text =
    methods.length === 0
      ? 'Not said: clients take it for client_secret_basic.'
      : 'Only shared secrets, or nothing.'
  const fix = 'Offer private_key_jwt or tls_client_auth.'
  return [...findings, unusual(check, text, 'RFC 9700 §2.5', fix)]
}

function bindingFinding(members: Members): Finding {
  const check = 'bound tokens'
  const reference = 'RFC 9700 §2.2.1'
  const ways = [
    ...(stringsOf(members, 'dpop_signing_alg_values_supported').length > 0 ? ['DPoP'] : []),
    ...(members['tls_client_certificate_bound_access_tokens'] === true ? ['certificates'] : []),
  ]
  if (ways.length > 0) {
    return passed(check, `Tokens can be bound to a key, by ${ways.join(' and by ')}.`, reference)
  }
  const text = 'Neither DPoP nor certificates: whoever has a token can use it.'
  const fix = 'Offer DPoP, and name dpop_signing_alg_values_supported.'
  return unusual(check, text, reference, fix)
}
