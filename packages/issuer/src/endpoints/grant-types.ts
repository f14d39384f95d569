import type { GrantType } from '../clients/issuer-client.js'
import type { Settings } from '../settings.js'

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** The values of `grant_type` that the token endpoint takes, as the options switch them on. */
export function grantTypesOf({ refresh, exchange }: Settings): readonly string[] {
  return [
    'client_credentials',
    ...(refresh ? ['refresh_token'] : []),
    ...(exchange ? [TOKEN_EXCHANGE] : []),
  ]
}

/** The name that a client is registered with for it. */
export function grantTypeNamed(name: string): GrantType | undefined {
  if (name === TOKEN_EXCHANGE) return 'token_exchange'
  return name === 'client_credentials' || name === 'refresh_token' ? name : undefined
}
