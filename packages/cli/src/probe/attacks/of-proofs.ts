import type { DpopAttack } from '@countersign/testing/attacks'
import { bound } from '../http/bearer-request.js'
import type { NamedRequest, ProbeAttack } from './attack.js'

/** Sends each request of an attack on DPoP; one that is good in itself, twice. */
export function ofProofs(attack: DpopAttack): ProbeAttack {
  const { id, title, rows, severity, replay = false } = attack
  return {
    id,
    family: 'DPoP',
    title,
    rows,
    severity,
    // Without a key no token is bound, and whether the server takes DPoP is not known.
    needs: ['signing-key', 'dpop'],
    expect: 'refused',
    async requests({ dpop }) {
      if (dpop === undefined) return []
      const made = Object.entries(await attack.requests(dpop))
      return made.map(([name, { token, proofs, scheme }]): NamedRequest => {
        const request = bound(token, proofs, scheme)
        return { name, request, presented: 'proof', ...(replay && { before: request }) }
      })
    },
  }
}
