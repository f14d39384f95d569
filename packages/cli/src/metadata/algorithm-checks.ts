import { passed, unusual, wrong, type Finding, type Verdict } from './finding.js'
import { has, listFindings, stringsOf, type Members } from './members.js'
import { quotedList } from './quoted.js'

interface Row {
  /** What it means that `none` is in the list, and one that is symmetric. */
  readonly none: Verdict
  readonly symmetric: Verdict
  readonly reference: string
}

// A client secret signs with HS256: allowed for clients, and not as good as a key.
const clients: Row = { none: 'wrong', symmetric: 'unusual', reference: 'RFC 8414 §2' }
const proofs: Row = { none: 'wrong', symmetric: 'wrong', reference: 'RFC 9449 §5.1' }
const objects: Row = { none: 'unusual', symmetric: 'unusual', reference: 'RFC 8725 §3.2' }
const answers: Row = { none: 'wrong', symmetric: 'unusual', reference: 'RFC 8725 §3.2' }

/** Every list of signature algorithms. */
const LISTS: Readonly<Record<string, Row>> = {
  token_endpoint_auth_signing_alg_values_supported: clients,
  revocation_endpoint_auth_signing_alg_values_supported: clients,
  introspection_endpoint_auth_signing_alg_values_supported: clients,
  dpop_signing_alg_values_supported: proofs,
  id_token_signing_alg_values_supported: objects,
  userinfo_signing_alg_values_supported: objects,
  request_object_signing_alg_values_supported: objects,
  authorization_signing_alg_values_supported: answers,
  introspection_signing_alg_values_supported: answers,
  backchannel_authentication_request_signing_alg_values_supported: answers,
  resource_signing_alg_values_supported: answers,
}

/** No list of algorithms offers `none`, or a secret in the place of a key. */
export function algorithmFindings(members: Members): readonly Finding[] {
  const names = Object.keys(LISTS).filter((name) => has(members, name))
  const weak = Object.entries(LISTS).flatMap(([name, row]) => weakIn(members, name, row))
  const shapes = listFindings(members, names, 'RFC 8414 §2')
  if (weak.length > 0 || names.length === 0) return [...weak, ...shapes]
  const text = 'No list offers "none", or one that takes a shared secret.'
  return [passed('algorithms', text, 'RFC 8725 §3.1'), ...shapes]
}

function weakIn(members: Members, name: string, row: Row): readonly Finding[] {
  const algorithms = stringsOf(members, name)
  const none = algorithms.filter((one) => one.toLowerCase() === 'none')
  const symmetric = algorithms.filter((one) => /^HS\d/i.test(one))
  return [
    ...found(name, none, row.none, row.reference, 'nothing is signed with it'),
    ...found(name, symmetric, row.symmetric, row.reference, 'whoever checks can forge'),
  ]
}

function found(
  name: string,
  algorithms: readonly string[],
  verdict: Verdict,
  reference: string,
  why: string,
): readonly Finding[] {
  if (algorithms.length === 0) return []
  const text = `${name} offers ${quotedList(algorithms)}: ${why}.`
  const make = verdict === 'wrong' ? wrong : unusual
  return [make('algorithms', text, reference, 'Take it out of the list.')]
}
