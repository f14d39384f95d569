import type { Patience } from '@countersign/database'

/** For what reads, or removes, as much as there is: a large record takes its time. */
export const PATIENT: Patience = { timeout: 600_000 }
