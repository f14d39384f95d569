import type { DpopAttack } from './dpop-attack.js'
import { malformedTargets, otherTargets } from './targets.js'
import { proofAttack, withClaims } from './proof-attack.js'

/** RFC 9449 §4.3 #8, #9, §11.1: the request that a proof is for. */
export const requestBindingAttacks: readonly DpopAttack[] = [
  proofAttack({
    id: 'proof-for-other-method',
    rows: ['DPOP-11', 'ATK-90'],
    title: 'compares htm with the method, letter by letter',
    severity: 'medium',
    proofs: (subject) => {
      const { method } = subject
      const other = method === 'POST' ? 'GET' : 'POST'
      const odd = [
        other,
        'HEAD',
        'DELETE',
        method.toLowerCase(),
        method.slice(0, 1) + method.slice(1).toLowerCase(),
        method.slice(0, -1),
        `${method}S`,
        `${method} `,
        ` ${method}`,
        [method],
        1,
      ].filter((htm) => htm !== method)
      return withClaims(
        subject,
        odd.map((htm) => ({ htm })),
      )
    },
  }),
  proofAttack({
    id: 'proof-for-other-target',
    rows: ['DPOP-13', 'ATK-90'],
    title: 'asks for the scheme, the host, the port and the path of the request',
    severity: 'medium',
    proofs: (subject) =>
      withClaims(
        subject,
        otherTargets(subject.url).map((htu) => ({ htu })),
      ),
  }),
  proofAttack({
    id: 'proof-for-malformed-target',
    rows: ['DPOP-17', 'ATK-96'],
    title: 'takes nothing that a parser of URLs would repair',
    severity: 'low',
    proofs: (subject) =>
      withClaims(
        subject,
        malformedTargets(subject.url).map((htu) => ({ htu })),
      ),
  }),
  proofAttack({
    id: 'proof-for-token-endpoint',
    rows: ['ATK-89'],
    title: 'takes no proof that was made for the token endpoint',
    severity: 'medium',
    proofs: ({ subject, proof }) => {
      const endpoint = { url: `${subject.issuer}/token`, method: 'POST' }
      return {
        'without ath': proof({ ...endpoint, claims: { ath: undefined } }),
        'with ath': proof(endpoint),
        'for this request, without ath': proof({ claims: { ath: undefined } }),
      }
    },
  }),
  {
    id: 'proof-replayed',
    rows: ['DPOP-50', 'ATK-94'],
    title: 'refuses the same request a second time',
    severity: 'medium',
    needs: 'bound-token',
    error: 'invalid_dpop_proof',
    replay: true,
    requests: ({ token, proof }) => ({
      'the same proof': { scheme: 'DPoP', token, proofs: [proof()] },
    }),
  },
]
