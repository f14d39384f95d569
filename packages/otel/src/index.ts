import type { Verifier } from '@countersign/core'

export type { Verifier }
