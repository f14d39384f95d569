import { hideSecretsIn } from './hide-secrets.js'

/** Something about a token that is worth a sentence. */
export interface Finding {
  /**
   * `wrong`: it breaks a specification, or our verifier refuses it whatever its options. `unusual`: it
   * may be what was meant, and deserves a look.
   */
  readonly severity: 'wrong' | 'unusual'
  /** Stable, for programs: `alg-none`, `expired`. */
  readonly id: string
  /** What it is about: `header.alg`, `claims.exp`, `token`. */
  readonly at: string
  /** Sentences for people. They may quote what the token says: not safe for a terminal yet. */
  readonly text: string
}

/** Collects findings. */
export interface Findings {
  readonly all: readonly Finding[]
  wrong(id: string, at: string, text: string): void
  unusual(id: string, at: string, text: string): void
}

// A token of a megabyte can be wrong in a hundred thousand places.
const MOST = 100

export function createFindings(): Findings {
  const all: Finding[] = []
  const add = (finding: Finding): void => {
    if (all.length < MOST) all.push(finding)
  }
  return {
    all,
    wrong: (id, at, text) => add({ severity: 'wrong', id, at, text }),
    unusual: (id, at, text) => add({ severity: 'unusual', id, at, text }),
  }
}

const LONGEST = 60

/** A value of a token, without secrets, and short enough to be quoted in a sentence. */
export function quoted(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(cut(hideSecretsIn(value)))
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function cut(value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, LONGEST) : value
}
