import type { Reason } from '@countersign/core'
import { importBuilt } from './repository.js'

/** What `countersign verify` says about each reason. */
export type ReasonTexts = Readonly<Record<Reason, readonly [meaning: string, advice: string]>>

export async function readReasonTexts(): Promise<ReasonTexts> {
  const { REASON_TEXTS } = await importBuilt<{ readonly REASON_TEXTS: ReasonTexts }>(
    'packages/cli/dist/verify/reason-texts.js',
  )
  return REASON_TEXTS
}

export function textOf(
  texts: ReasonTexts,
  reason: Reason,
): { readonly meaning: string; readonly advice: string } {
  const [meaning, advice] = texts[reason]
  return { meaning, advice }
}
