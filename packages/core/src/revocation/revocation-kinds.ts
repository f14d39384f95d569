/** The identifiers that a token, or a withdrawal, may have. */
export interface Identifiers {
  readonly tokenId?: string | undefined
  readonly grantId?: string | undefined
  readonly sessionId?: string | undefined
  readonly subject?: string | undefined
  readonly clientId?: string | undefined
}

interface Kind {
  /** Which identifiers name it, all of them together. */
  readonly identifiers: readonly (keyof Identifiers)[]
  /** Whether it withdraws what was issued up to a moment, or everything. */
  readonly hasMoment: boolean
}

/** What can be withdrawn. The place of each is part of its names, so none may move. At most eight. */
export const KINDS: readonly Kind[] = [
  { identifiers: ['tokenId'], hasMoment: false },
  { identifiers: ['grantId'], hasMoment: false },
  { identifiers: ['sessionId'], hasMoment: false },
  { identifiers: ['subject'], hasMoment: true },
  { identifiers: ['clientId'], hasMoment: true },
  { identifiers: ['subject', 'clientId'], hasMoment: true },
]

/** The kind that withdraws by these identifiers, and by no others; -1 if there is none. */
export function kindOf(identifiers: readonly string[]): number {
  return KINDS.findIndex(
    (kind) =>
      kind.identifiers.length === identifiers.length &&
      kind.identifiers.every((one) => identifiers.includes(one)),
  )
}
