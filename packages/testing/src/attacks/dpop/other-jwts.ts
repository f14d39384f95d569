import type { DpopAttack } from './dpop-attack.js'
import { proofAttack } from './proof-attack.js'

/** RFC 9449 §4.2: what else is no proof. */
export const otherJwtAttacks: readonly DpopAttack[] = [
  proofAttack({
    id: 'other-jwt-as-proof',
    rows: ['ATK-58'],
    title: 'takes no other JWT for a proof',
    severity: 'medium',
    proofs: ({ token, subject, proof }) => {
      const { kid: _kid, ...own } = subject.claims()
      const now = subject.now()
      const assertion = { iss: 'c1', sub: 'c1', aud: subject.audience, exp: now + 60 }
      const named = (typ: string | undefined, claims = {}): string =>
        proof({ header: { typ }, claims })
      return {
        'the access token': token,
        'an access token of that key': named('at+jwt', own),
        'a client assertion': named('JWT', assertion),
        'a client assertion without a type': named(undefined, assertion),
        'a client assertion, named': named('client-authentication+jwt', assertion),
        'an ID token': named('JWT', { ...own, nonce: 'n' }),
        'a proof of an attestation': named('oauth-client-attestation-pop+jwt', assertion),
        'the claims of a token and no others': proof({ claims: JSON.stringify(own) }),
      }
    },
  }),
  proofAttack({
    id: 'access-token-as-proof',
    rows: ['ATK-58'],
    title: 'takes no token of the issuer for a proof',
    severity: 'medium',
    needs: 'signing-key',
    proofs: ({ key, url, method, subject }) => {
      const jwk = key.publicJwk
      return {
        'an access token with a jwk': subject.sign({ header: { jwk } }),
        'a token of the type dpop+jwt': subject.sign({ header: { typ: 'dpop+jwt' } }),
        'a token of the type dpop+jwt with a jwk': subject.sign({
          header: { typ: 'dpop+jwt', jwk },
          payload: { htm: method, htu: url },
        }),
      }
    },
  }),
]
