import { reasonOf } from '@countersign/database'
import { publishFailure } from '../channels.js'

/** Causes that are told, each behind what it has led to. */
const MOST_CAUSES = 4

/** Tells that something of ours, or of what we rely on, failed: a client was answered 503, or was not told. */
export function reportFailure(issuer: string, part: string, error: unknown): void {
  const reasons: string[] = []
  let cause = error
  while (cause !== undefined && reasons.length < MOST_CAUSES) {
    reasons.push(reasonOf(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  publishFailure(part, reasons.join(': '), issuer)
}
