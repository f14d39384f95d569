import type { Overrides } from '../../test-tokens.js'
import type { DpopAttack, DpopSubject } from './dpop-attack.js'

/** Proofs by what is wrong with them: the one field, or all of them. */
export type NamedProofs = Readonly<Record<string, string | readonly string[]>>

interface ProofAttack extends Pick<DpopAttack, 'id' | 'rows' | 'title' | 'severity'> {
  /** Default: the bound token and its key. */
  readonly needs?: DpopAttack['needs']
  /** Default: that of a bad proof. */
  readonly error?: DpopAttack['error']
  readonly proofs: (subject: DpopSubject) => NamedProofs | Promise<NamedProofs>
}

/** An attack in which nothing is wrong but the proof. */
export function proofAttack({ proofs, ...about }: ProofAttack): DpopAttack {
  return {
    needs: 'bound-token',
    error: 'invalid_dpop_proof',
    ...about,
    async requests(subject) {
      const { token } = subject
      return Object.fromEntries(
        Object.entries(await proofs(subject)).map(([name, lines]) => [
          name,
          { scheme: 'DPoP', token, proofs: [lines].flat() },
        ]),
      )
    },
  }
}

/** One proof for each set of changed claims, named by them. */
export function withClaims(
  { proof }: Pick<DpopSubject, 'proof'>,
  changes: readonly Overrides[],
): NamedProofs {
  return Object.fromEntries(changes.map((claims) => [nameOf(claims), proof({ claims })]))
}

/** The same for changed headers. */
export function withHeaders(
  { proof }: Pick<DpopSubject, 'proof'>,
  changes: readonly Overrides[],
): NamedProofs {
  return Object.fromEntries(changes.map((header) => [nameOf(header), proof({ header })]))
}

function nameOf(changes: Overrides): string {
  return Object.entries(changes)
    .map(([name, value]) => `${name} ${JSON.stringify(value) ?? 'missing'}`)
    .join(', ')
    .slice(0, 160)
}
