import type { Findings } from './finding.js'
import { isMembers, type Members } from './members.js'
import { isSecretName } from './secret-names.js'

/** Names of claims that say who a person is. */
const PERSONAL = new Set(
  (
    'email phone_number address birthdate given_name family_name middle_name name nickname gender ' +
    'picture ssn social_security_number tax_id national_id passport iban credit_card card_number'
  )
    .split(' ')
    .concat(['phone', 'date_of_birth', 'dob']),
)

const MAX_DEPTH = 64

/** What a token tells everybody who sees it. `isForApi`: personal claims have no business in it. */
export function checkSecrets(claims: Members, isForApi: boolean, findings: Findings): void {
  const names = new Set<string>()
  collectNames(claims, names, 0)
  const secret = [...names].filter((name) => isSecretName(name))
  if (secret.length > 0) {
    const text = `Everybody who sees the token can read them: ${listed(secret)}.`
    findings.unusual('secret-claim', 'claims', text)
  }
  const personal = [...names].filter((name) => PERSONAL.has(name.toLowerCase()))
  if (isForApi && personal.length > 0) {
    const text = `It says who a person is, to everybody who sees it: ${listed(personal)}.`
    findings.unusual('personal-claim', 'claims', text)
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 40))
  return shown.join(', ') + (names.length > shown.length ? ', …' : '')
}

function collectNames(value: unknown, names: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return
  if (Array.isArray(value)) {
    for (const one of value) collectNames(one, names, depth + 1)
  } else if (isMembers(value)) {
    for (const [name, one] of Object.entries(value)) {
      names.add(name)
      collectNames(one, names, depth + 1)
    }
  }
}
