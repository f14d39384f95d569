import type { ContractCase } from '../case.js'
import { refusesProofs, withClaims, withHeaders } from './refused-proofs.js'

/** RFC 9449 §4.2, §4.3 #3, #4: what a proof has to say. */
export const proofMemberCases: readonly ContractCase[] = [
  refusesProofs(['DPOP-05', 'ATK-89'], 'asks for every claim of a proof', (client) => {
    const names = ['jti', 'htm', 'htu', 'iat', 'ath']
    const values = [undefined, null, '', [], {}, true]
    return withClaims(
      client,
      names.flatMap((name) => values.map((value) => ({ [name]: value }))),
    )
  }),
  refusesProofs(
    ['DPOP-06'],
    'asks for the type dpop+jwt, spelled as RFC 9449 spells it',
    (client) =>
      withHeaders(
        client,
        [
          'JWT',
          undefined,
          'at+jwt',
          'dpop',
          '',
          null,
          ['dpop+jwt'],
          1,
          {},
          // Equal media types (RFC 7515 §4.1.9), which no client needs to send.
          'DPoP+JWT',
          'application/dpop+jwt',
          'dpop+jwt ',
          'dpop+jwt;a=b',
          'dpop+jwtx',
        ].map((typ) => ({ typ })),
      ),
  ),
]
