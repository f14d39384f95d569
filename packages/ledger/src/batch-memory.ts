const DAY = 24 * 3_600_000

/** Milliseconds that the database remembers for certain which batches were written. */
export const BATCH_MEMORY: number = 30 * DAY

/**
 * Milliseconds after which a batch that waits on disk is not written any more: it may have been, and nobody
 * would know. Less than the database remembers, as clocks differ.
 */
export const OLDEST_BATCH: number = BATCH_MEMORY - DAY
