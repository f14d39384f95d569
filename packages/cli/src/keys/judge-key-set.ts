import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { CHANNELS, createVerifier, type KeysMessage } from '@countersign/core'

let judged = 0

/**
 * What the verifier would leave out of a key set, by its place there, and why, in its own words.
 *
 * It is a verifier that says so: one whose keys are these, and that listens to nobody else.
 */
export async function judgeKeySet(keys: readonly unknown[]): Promise<ReadonlyMap<number, string>> {
  judged += 1
  const issuer = `https://keys.invalid/${judged}`
  const document = JSON.stringify({ keys })
  const verifier = createVerifier({
    issuer,
    audience: issuer,
    keys: new URL(`${issuer}/jwks`),
    // Nothing is fetched: it is told what is at hand.
    fetch: () => Promise.resolve(new Response(document)),
    limits: { jwksBytes: Math.max(1_000, Buffer.byteLength(document)) },
  })
  const problems = new Map<number, string>()
  const listen = (message: unknown): void => {
    const { issuer: of, skipped } = message as KeysMessage
    if (of === issuer) for (const { index, problem } of skipped) problems.set(index, problem)
  }
  subscribe(CHANNELS.keys, listen)
  try {
    // It rejects where none of them is of use, which is told as well.
    await verifier.ready().catch(() => undefined)
    return problems
  } finally {
    unsubscribe(CHANNELS.keys, listen)
    verifier.close()
  }
}
