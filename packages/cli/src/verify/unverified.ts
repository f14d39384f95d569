import { createFindings } from '../inspect/finding.js'
import { readParts } from '../inspect/inspect-jws.js'
import type { Members } from '../inspect/members.js'

/** What a token says of itself, whoever wrote it. Good for hints, and for nothing else. */
export interface Unverified {
  readonly header: Members | undefined
  readonly claims: Members | undefined
}

const LONGEST = 100_000

/** Reads a signed token without verifying it; of any other there is nothing to read. */
export function unverified(token: string | undefined): Unverified {
  const isSigned =
    token !== undefined && token.length <= LONGEST && token.split('.', 4).length === 3
  if (!isSigned) return { header: undefined, claims: undefined }
  const [header, claims] = readParts(token, createFindings())
  return { header, claims }
}
